"""The addresses of the review queue; one word an act."""

from __future__ import annotations

from django.urls import path

from inbox.views import away, media, review

urlpatterns = [
    path("", review.review, name="review"),
    path("away/", away.away, name="review_away"),
    path("back/", away.back, name="review_back"),
    path("<int:draft_id>/", review.review_draft, name="review_draft"),
    path("<int:draft_id>/picture/", media.draft_picture, name="draft_picture"),
    path("<int:draft_id>/approve/", review.approve, name="draft_approve"),
    path("<int:draft_id>/amend/", review.amend, name="draft_amend"),
    path("<int:draft_id>/count/", review.count, name="draft_count"),
    path("<int:draft_id>/return/", review.give_back, name="draft_return"),
    path("<int:draft_id>/look-again/", review.look_again, name="draft_look_again"),
    path("<int:draft_id>/withdraw/", review.withdraw, name="draft_withdraw"),
]
