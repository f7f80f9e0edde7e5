"""The addresses of rules, word lists, traces, rehearsals, score and spikes, promises and working hours."""

from __future__ import annotations

from django.urls import path

from routing.views import (
    calendars,
    health,
    promises,
    rehearsal,
    rules,
    rules_text,
    spikes,
    trace,
    tuning,
    words,
)

app_name = "routing"
urlpatterns = [
    path("console/promises/", promises.promises, name="promises"),
    path("console/promises/new/", promises.create, name="promise_create"),
    path("console/promises/<int:policy_id>/", promises.promise, name="promise"),
    path("console/promises/<int:policy_id>/move/", promises.move, name="promise_move"),
    path("console/promises/<int:policy_id>/archive/", promises.archive, name="promise_archive"),
    path("console/calendars/", calendars.calendars, name="calendars"),
    path("console/calendars/new/", calendars.create, name="calendar_create"),
    path("console/calendars/<int:calendar_id>/", calendars.calendar, name="calendar"),
    path("console/rules/", rules.rules, name="rules"),
    path("console/rules/new/", rules.create, name="rule_create"),
    path("console/rules/check/", rules.check, name="rule_check"),
    path("console/rules/text/", rules_text.text, name="rules_text"),
    path("console/rules/text/file/", rules_text.file, name="rules_file"),
    path("console/rules/<int:rule_id>/", rules.rule, name="rule"),
    path("console/rules/<int:rule_id>/move/", rules.move, name="rule_move"),
    path("console/rules/<int:rule_id>/activate/", rules.activate, name="rule_activate"),
    path("console/rules/<int:rule_id>/pause/", rules.pause, name="rule_pause"),
    path("console/rules/<int:rule_id>/archive/", rules.archive, name="rule_archive"),
    path("console/rules/<int:rule_id>/restore/", rules.restore, name="rule_restore"),
    path("console/words/", words.words, name="words"),
    path("console/words/new/", words.create, name="word_list_create"),
    path("console/words/<int:list_id>/", words.word_list, name="word_list"),
    path("console/words/<int:list_id>/archive/", words.archive, name="word_list_archive"),
    path("console/words/<int:list_id>/restore/", words.restore, name="word_list_restore"),
    path("console/score/", tuning.score, name="score"),
    path("console/spikes/", tuning.limits, name="spike_limits"),
    path("spikes/", spikes.spikes, name="spikes"),
    path("spikes/<int:spike_id>/", spikes.spike, name="spike"),
    path("inbox/<int:pk>/why/", trace.why, name="why"),
    path("inbox/<int:pk>/correct/", trace.correct, name="correct"),
    path("inbox/<int:pk>/readings/<int:message_id>/", trace.correct_reading, name="correct_reading"),
    path("console/rehearsals/", rehearsal.rehearsals, name="rehearsals"),
    path("console/rehearsals/start/", rehearsal.start, name="rehearsal_start"),
    path("console/rehearsals/try/", rehearsal.attempt_post, name="rehearsal_try"),
    path("console/rehearsals/<int:rehearsal_id>/", rehearsal.rehearsal, name="rehearsal"),
    path("console/rehearsals/<int:rehearsal_id>/progress/", rehearsal.progress, name="rehearsal_progress"),
    path("console/rehearsals/<int:rehearsal_id>/stop/", rehearsal.stop, name="rehearsal_stop"),
    path("console/rule-health/", health.health, name="rule_health"),
]
