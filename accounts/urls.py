"""Addresses of people: profile, people, departments, console, first run."""

from __future__ import annotations

from django.urls import path

from accounts.views import (
    away,
    console,
    departments,
    first_run,
    invitations,
    people,
    profile,
    programs,
    sign_in,
    tokens,
)

app_name = "accounts"

urlpatterns = [
    path("me/", profile.profile, name="profile"),
    path("me/sign-out-everywhere/", profile.sign_out_everywhere, name="profile_sign_out_everywhere"),
    path("me/away/", away.away, name="away"),
    path("me/away/report/", away.report, name="away_report"),
    path("me/away/<int:pk>/end/", away.end, name="away_end"),
    path("me/tokens/", tokens.tokens, name="tokens"),
    path("me/tokens/<int:pk>/rotate/", tokens.rotate, name="token_rotate"),
    path("me/tokens/<int:pk>/revoke/", tokens.revoke, name="token_revoke"),
    path("console/programs/", programs.programs, name="programs"),
    path("console/programs/<int:pk>/", programs.program, name="program"),
    path("console/programs/<int:pk>/rotate/<int:token>/", programs.rotate, name="program_rotate"),
    path("console/tokens/<int:token>/withdraw/", programs.withdraw, name="token_withdraw"),
    path("people/", people.people, name="people"),
    path("people/invite/", invitations.invite, name="invite"),
    path("people/invitations/<int:pk>/resend/", invitations.resend, name="invitation_resend"),
    path("people/invitations/<int:pk>/withdraw/", invitations.withdraw, name="invitation_withdraw"),
    path("people/<int:pk>/", people.person, name="person"),
    path("people/<int:pk>/grant/", people.grant, name="person_grant"),
    path("people/<int:pk>/revoke/<int:membership>/", people.revoke, name="person_revoke"),
    path("people/<int:pk>/sign-out-everywhere/", people.sign_out_everywhere, name="person_sign_out_everywhere"),
    path("people/<int:pk>/reactivate/", people.reactivate, name="person_reactivate"),
    path("invitation/<str:secret>/", invitations.accept, name="accept"),
    path("departments/", departments.departments, name="departments"),
    path("departments/new/", departments.create, name="department_create"),
    path("departments/<slug:slug>/", departments.department, name="department"),
    path("departments/<slug:slug>/grant/", departments.grant, name="department_grant"),
    path("departments/<slug:slug>/revoke/<int:membership>/", departments.revoke, name="department_revoke"),
    path("departments/<slug:slug>/shadow/", departments.shadow, name="department_shadow"),
    path("departments/<slug:slug>/unshadow/<int:membership>/", departments.unshadow, name="department_unshadow"),
    path("departments/<slug:slug>/close/", departments.close, name="department_close"),
    path("departments/<slug:slug>/open/", departments.open_up, name="department_open"),
    path("departments/<slug:slug>/require-lead/", departments.require_lead, name="department_require_lead"),
    path("departments/<slug:slug>/waive-lead/", departments.waive_lead, name="department_waive_lead"),
    path("departments/<slug:slug>/archive/", departments.archive, name="department_archive"),
    path("departments/<slug:slug>/restore/", departments.restore, name="department_restore"),
    path("console/", console.console, name="console"),
    path("console/outbox/", console.outbox, name="outbox"),
    path("console/outbox/<int:pk>/", console.mail, name="mail"),
    path("demo-sign-in/<int:pk>/", sign_in.demo_sign_in, name="demo_sign_in"),
    path("welcome/", first_run.welcome, name="welcome"),
    path("welcome/departments/", first_run.welcome_departments, name="welcome_departments"),
    path("welcome/channel/", first_run.welcome_channel, name="welcome_channel"),
]
