"""Every page that is pictured and checked: its name, its place in the URL conf, who looks, and the way there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from django.urls import reverse

from config.pictures import errands, ways
from config.pictures.ways import Way, as_customer, best_explained, follow, liveliest, open_menu, press, submit, then

type Where = Literal["demo", "fresh", "sandbox"]


@dataclass(frozen=True)
class Shot:
    """One page; `page` is its name in the URL conf, or the route on the sandbox, and empty for what has none."""

    name: str
    page: str
    start: str = ""
    """Where the way begins; the page's own address without."""
    by: str = "lead"
    """The role of whoever looks; empty before sign-in."""
    way: Way = ways.stay
    on: Where = "demo"

    @property
    def path(self) -> str:
        """Where to begin, on the machine that `on` names."""
        if self.start:
            return self.start
        return self.page if self.on == "sandbox" else reverse(self.page)


FIRST_POLICY = "main .policies h2 a >> nth=0"
FIRST_ROW = "main tbody th a"
SPIKE = 'main tbody a[href^="/spikes/"]'
WATCHED = 'main tbody th a:text-is("Northline")'
NEW_WATCH = 'main a[href$="/watches/new/"]'
WATCH = '#watches tbody a[href*="/watches/"]'

ESCALATE = {way: follow(f'#move-menu a[href*="way={way}"]') for way in ("ask", "mail")}

INBOX = (
    Shot("list", "inbox:list"),
    Shot("inbox", "inbox:conversation", "/inbox/", way=liveliest("CS")),
    Shot("direct", "inbox:conversation", "/inbox/?kind=direct&status=all", way=liveliest("")),
    Shot("note", "inbox:conversation", "/inbox/", way=then(liveliest("CS"), press('[data-open-buffer="note"]'))),
    Shot(
        "resolve", "inbox:conversation", "/inbox/", way=then(liveliest("CS"), press('[popovertarget="resolve-menu"]'))
    ),
    Shot("resolved", "inbox:list", "/inbox/?status=resolved"),
    Shot("empty", "inbox:list", "/inbox/?assignee=me&department=pr"),
    Shot("read-only", "inbox:conversation", "/inbox/", by="observer", way=liveliest("CS")),
)

TRIAGE = (
    Shot("filter", "inbox:filter"),
    Shot("filtered", "inbox:list", "/inbox/?status=all&privacy=public&sort=waiting"),
    Shot("priority", "inbox:conversation", "/inbox/", way=then(liveliest("CS"), open_menu("priority-menu"))),
    Shot("label-menu", "inbox:conversation", "/inbox/", way=then(liveliest("CS"), open_menu("label-menu"))),
    Shot("labels", "inbox:labels"),
    Shot("label", "inbox:label_page", "/labels/", way=follow("main tbody a.btn")),
    Shot("views", "inbox:saved_views"),
)

BULK = (
    Shot("selected", "inbox:list", way=ways.tick(3)),
    Shot("palette", "inbox:conversation", "/inbox/", way=then(liveliest("CS"), ways.keys("Control+k"))),
    Shot("keys", "inbox:conversation", "/inbox/", way=then(liveliest("CS"), ways.keys("?"))),
    Shot("bulk-choices", "inbox:bulk_choose", "/inbox/", way=ways.choose_among(3)),
    Shot("bulk-jobs", "inbox:bulk_jobs"),
    Shot("bulk-job", "inbox:bulk", "/inbox/bulk/", way=follow(f"{FIRST_ROW} >> nth=1")),
)

ESCALATIONS = (
    Shot("escalations", "inbox:escalations", by="liaison"),
    Shot("escalations-out", "inbox:escalations", "/escalations/?show=out"),
    Shot("escalations-over", "inbox:escalations", "/escalations/?show=over"),
    Shot("escalation", "inbox:escalation", "/escalations/", way=follow(".request h2 a")),
    Shot("asked", "inbox:conversation", "/escalations/?show=out", way=follow(".request-said a")),
    Shot("escalate-menu", "inbox:conversation", "/inbox/", way=then(liveliest("CS"), open_menu("move-menu"))),
    Shot("escalate", "inbox:escalate", "/inbox/", way=then(liveliest("CS"), ESCALATE["ask"])),
    Shot("escalate-mail", "inbox:escalate", "/inbox/", way=then(liveliest("CS"), ESCALATE["mail"])),
    Shot("waiting-on-others", "inbox:list", "/inbox/?waiting_on=any&status=open,pending,snoozed"),
    Shot("reasons", "inbox:reasons", by="administrator"),
)

FORCES = (
    Shot("task-forces", "inbox:task_forces"),
    Shot("task-force", "inbox:task_force", "/task-forces/", way=follow(".force-row h3 a >> nth=0")),
    Shot("task-force-closed", "inbox:task_force", "/task-forces/", way=follow(".force-row h3 a >> nth=-1")),
    Shot("task-force-open", "inbox:task_force_open"),
    Shot("task-force-close", "inbox:task_force_close", "/task-forces/valley-line-delays/close/"),
    Shot("checklists", "inbox:checklists", by="administrator"),
)

PEOPLE_OUTSIDE = (
    Shot("contacts", "inbox:contacts"),
    Shot("contact", "inbox:contact", "/contacts/?q=Mira", way=follow(FIRST_ROW)),
    Shot("contact-change", "inbox:contact_change", "/contacts/?q=Mira", way=follow(FIRST_ROW, 'a[href$="/change/"]')),
    Shot("contact-fields", "inbox:contact_fields", by="administrator"),
    Shot("contact-field", "inbox:contact_field", "/contacts/fields/", by="administrator", way=follow(FIRST_ROW)),
    Shot("merge", "inbox:merge", "/inbox/", way=then(liveliest("CS"), follow('a[href*="/merge/"]'))),
)

TOGETHER = (
    Shot("mentions", "inbox:mentions", "/mentions/?all=1"),
    Shot("told", "inbox:notifications"),
    Shot("told-how", "inbox:attention"),
)

REVIEW = (
    Shot("review", "inbox:review"),
    Shot("review-draft", "inbox:review_draft", "/review/", way=follow("#rows li:nth-child(2) .row")),
    Shot("review-edit", "inbox:review_draft", "/review/", way=follow("#open a[data-key=e]")),
    Shot("review-return", "inbox:review_draft", "/review/", way=follow("#open a[data-key=t]")),
    Shot("review-away", "inbox:review_away"),
)

CANNED = (
    Shot("canned", "inbox:canned"),
    Shot(
        "canned-response", "inbox:canned_response", "/canned/?q=/refund-form", by="administrator", way=follow(FIRST_ROW)
    ),
    Shot("canned-changed", "inbox:canned_response", "/canned/?q=/late", way=follow(FIRST_ROW)),
    Shot("canned-new", "inbox:canned_create"),
    Shot(
        "canned-slash",
        "inbox:conversation",
        "/inbox/",
        way=then(liveliest("CS"), press("#reply-text"), press("[data-canned-open]"), ways.wait("#reply-canned li")),
    ),
    Shot(
        "send-later",
        "inbox:conversation",
        "/inbox/",
        way=then(liveliest("CS"), press("#reply-text"), press('[popovertarget="later-menu-reply"]')),
    ),
)

SEARCH = (
    Shot("search", "inbox:search"),
    Shot("found", "inbox:search", "/search/?q=ticket"),
    Shot("found-with-people", "inbox:search", "/search/?q=mira"),
    Shot("found-contacts", "inbox:search", "/search/?q=mira&kind=contacts"),
    Shot("found-nothing", "inbox:search", "/search/?q=zeppelin+before:soon+form:mira"),
    Shot("search-help", "inbox:search", way=press('[popovertarget="search-help"]')),
)

DOOR = (
    Shot("sign-in", "account_login", by=""),
    Shot("sign-in-refused", "account_login", by="", way=errands.mistyped),
    Shot("no-sign-up", "account_signup", by=""),
    Shot("inactive", "account_inactive", by=""),
    Shot("password-forgotten", "account_reset_password", by=""),
    Shot("password-mailed", "account_reset_password_done", by=""),
    Shot(
        "password-new",
        "account_reset_password_from_key",
        "/accounts/password/reset/",
        by="",
        way=errands.mailed("password", submit("main form", email="sofia@northline.example")),
    ),
    Shot("password-changed", "account_reset_password_from_key_done", by=""),
    Shot("invitation", "accounts:accept", "/accounts/login/", by="", way=errands.mailed("invitation", errands.invited)),
    Shot("invitation-gone", "accounts:accept", "/invitation/of-last-year/", by=""),
    Shot("second-factor-code", "mfa_authenticate", "/accounts/login/", by="", way=errands.asked_for_code),
    Shot("form-too-old", "account_login", by="", way=errands.too_late),
)

OWN = (
    Shot("profile", "accounts:profile", by="agent"),
    Shot("tokens", "accounts:tokens"),
    Shot("reference", "reference"),
    Shot("password", "account_change_password", by="agent"),
    Shot("e-mail", "account_email", by="agent"),
    Shot("e-mail-sent", "account_email_verification_sent", by="agent"),
    Shot("second-factor", "mfa_index", by="agent"),
    Shot("second-factor-new", "mfa_activate_totp", by="agent", way=ways.prove),
    Shot("is-it-you", "account_reauthenticate", by="agent"),
    Shot("sign-out", "account_logout", by="agent"),
    Shot(
        "e-mail-confirm",
        "account_confirm_email",
        "/accounts/reauthenticate/?next=/accounts/email/",
        by="liaison",
        way=errands.mailed("e-mail", submit("main form", email="leila.haddad@northline.example")),
    ),
    Shot("second-factor-on", "mfa_index", by="observer", way=errands.protected),
    Shot(
        "second-factor-off",
        "mfa_deactivate_totp",
        "/me/",
        by="observer",
        way=errands.protected_at("mfa_deactivate_totp"),
    ),
    Shot(
        "recovery-codes",
        "mfa_view_recovery_codes",
        "/me/",
        by="observer",
        way=errands.protected_at("mfa_view_recovery_codes"),
    ),
    Shot(
        "recovery-codes-new",
        "mfa_generate_recovery_codes",
        "/me/",
        by="observer",
        way=errands.protected_at("mfa_generate_recovery_codes"),
    ),
    Shot("is-it-you-code", "mfa_reauthenticate", "/me/", by="observer", way=errands.protected_at("mfa_reauthenticate")),
)

CONSOLE = (
    Shot("console", "accounts:console", by="administrator"),
    Shot("people", "accounts:people", by="administrator"),
    Shot("person", "accounts:person", "/people/", by="administrator", way=follow(f"{FIRST_ROW} >> nth=1")),
    Shot(
        "hand-over",
        "person_deactivate",
        "/people/",
        by="administrator",
        way=follow(f"{FIRST_ROW} >> nth=1", 'a[href$="/deactivate/"]'),
    ),
    Shot("invite", "accounts:invite", by="administrator"),
    Shot("operations", "inbox:operations", by="administrator"),
    Shot("notifications", "inbox:notifications", by="administrator"),
    Shot("uncertain", "inbox:uncertain"),
    Shot("departments", "accounts:departments", by="administrator"),
    Shot("department", "accounts:department", "/departments/", by="administrator", way=follow(FIRST_ROW)),
    Shot("department-new", "accounts:department_create", by="administrator"),
    Shot("programs", "accounts:programs", by="administrator"),
    Shot("program", "accounts:program", "/console/programs/", by="administrator", way=follow(FIRST_ROW)),
    Shot("outbox-empty", "accounts:outbox", by="administrator"),
    Shot("refused", "accounts:console"),
    Shot("not-found", "inbox:conversation", "/inbox/999999/"),
)

POLICIES = (
    Shot(
        "channel-map",
        "inbox:channel_map",
        "/channels/",
        by="administrator",
        way=then(follow('main tbody th a:text-is("Other networks")'), follow('main a[href$="/map/"]')),
    ),
    Shot("webhooks", "inbox:webhooks", by="administrator"),
    Shot("webhook-new", "inbox:webhook_create", by="administrator"),
    Shot("webhook", "inbox:webhook", "/console/webhooks/", by="administrator", way=follow(FIRST_ROW)),
    Shot(
        "webhook-change",
        "inbox:webhook_change",
        "/console/webhooks/",
        by="administrator",
        way=then(follow(FIRST_ROW), follow('main a[href$="/change/"]')),
    ),
    Shot(
        "webhook-call",
        "inbox:webhook_call",
        "/console/webhooks/",
        by="administrator",
        way=then(follow(FIRST_ROW), follow('main a[href*="/calls/"] >> nth=0')),
    ),
    Shot("policies", "inbox:policies", by="administrator"),
    Shot("policy-new", "inbox:policy_create", by="administrator"),
    Shot("policy", "inbox:policy", "/console/policies/", by="administrator", way=follow(FIRST_POLICY)),
    Shot(
        "policy-row-added",
        "inbox:policy",
        "/console/policies/",
        by="administrator",
        way=then(follow(FIRST_POLICY), press('[name="do"][value="add:0"]')),
    ),
    Shot(
        "policy-wrong",
        "inbox:policy_create",
        by="administrator",
        way=then(
            ways.fill("#policy-form", **{"name": "Without conditions", "s0-department": "PR"}),
            press("#policy-form .form-actions .primary"),
        ),
    ),
    Shot("policy-try", "inbox:policy_try", by="administrator"),
    Shot(
        "policy-tried",
        "inbox:policy_try",
        by="administrator",
        way=submit("main form", text="We refund your ticket.", channel="Northline", role="trainee", followers="12400"),
    ),
)

REPORTS = (
    Shot("report", "reports:joint", "/reports/?days=14", by="liaison"),
    Shot("report-behind", "reports:behind", "/reports/behind/coverage/waiting/?days=30", by="liaison"),
    Shot("report-service", "reports:service", "/reports/service/?days=14"),
    Shot("report-marketing", "reports:marketing", "/reports/marketing/?days=30", by="liaison"),
    Shot("report-post", "reports:post", "/reports/marketing/?days=30", by="liaison", way=follow(".post-cell a")),
    Shot(
        "report-under",
        "reports:under",
        "/reports/marketing/?days=30",
        by="liaison",
        way=follow(".post-cell a", ".stat a.value"),
    ),
    Shot("report-outcomes", "reports:outcomes", "/reports/outcomes/?days=90", by="administrator"),
    Shot("assumptions", "reports:assume", by="administrator"),
    Shot("report-map", "reports:map", "/reports/asked/?days=30", by="administrator"),
    Shot("report-pair", "reports:behind_pair", "/reports/?days=30", by="liaison", way=follow("[data-heat]:is(a)")),
    Shot("objectives", "reports:objectives"),
    Shot("objective", "reports:objective", "/reports/objectives/", way=follow(".aims a")),
    Shot("objective-new", "reports:objective_create", "/reports/objectives/new/"),
    Shot("objective-change", "reports:objective_change", "/reports/objectives/", way=follow(".aims a", ".page-acts a")),
    Shot("brief", "reports:brief_week", "/reports/brief/"),
    Shot("brief-edit", "reports:brief_edit", "/reports/brief/", way=follow('.page-acts a[href$="/edit/"]')),
)

FIRST_RULE = "main .rule-list a >> nth=2"

RULES = (
    Shot("rules", "routing:rules", by="administrator"),
    Shot("rule-new", "routing:rule_create", by="administrator"),
    Shot("rule", "routing:rule", "/console/rules/", by="administrator", way=follow(FIRST_RULE)),
    Shot(
        "rule-row-added",
        "routing:rule",
        "/console/rules/",
        by="administrator",
        way=then(follow(FIRST_RULE), press('[name="do"][value="group:0"]')),
    ),
    Shot("rules-as-text", "routing:rules_text", by="administrator"),
    Shot("word-lists", "routing:words", by="administrator"),
    Shot("word-list-new", "routing:word_list_create", by="administrator"),
    Shot("word-list", "routing:word_list", "/console/words/", by="administrator", way=follow(FIRST_POLICY)),
    Shot("score", "routing:score", by="administrator"),
    Shot("spike-limits", "routing:spike_limits", by="administrator"),
    Shot("spikes", "routing:spikes", by="administrator"),
    Shot("spike", "routing:spike", "/spikes/", by="administrator", way=follow(SPIKE)),
)

PROMISES = (
    Shot("promises", "routing:promises", by="administrator"),
    Shot(
        "promises-tried",
        "routing:promises",
        by="administrator",
        way=submit("main form.holds", department="Customer Service", priority="3"),
    ),
    Shot("promise-new", "routing:promise_create", by="administrator"),
    Shot("promise", "routing:promise", "/console/promises/", by="administrator", way=follow(FIRST_POLICY)),
    Shot("calendars", "routing:calendars", by="administrator"),
    Shot("calendar-new", "routing:calendar_create", by="administrator"),
    Shot(
        "calendar",
        "routing:calendar",
        "/console/calendars/",
        by="administrator",
        way=follow("main .calendars h2 a >> nth=0"),
    ),
    Shot("department-desk", "inbox:list", "/inbox/?department=customer-service&sort=due"),
)

ROUTING = (
    Shot("why", "routing:why", "/spikes/", by="administrator", way=then(follow(SPIKE), best_explained)),
    Shot("why-nobody", "routing:why", "/inbox/", way=then(liveliest("CS"), follow('a[href*="/why/"]'))),
    Shot("rehearsals", "routing:rehearsals", by="administrator"),
    Shot("rehearsal", "routing:rehearsal", "/console/rehearsals/", by="administrator", way=follow(FIRST_ROW)),
    Shot(
        "rehearsal-try",
        "routing:rehearsal_try",
        "/console/rehearsals/try/?text=Your+app+crashes&channel=1&kind=mention&rules=drafts",
        by="administrator",
    ),
    Shot("rule-health", "routing:rule_health", by="administrator"),
)

ROSTER = (
    Shot("roster", "inbox:roster", by="lead"),
    Shot("roster-all", "inbox:roster", by="administrator"),
    Shot("roster-week", "inbox:roster_week", "/roster/", by="lead", way=follow(".weeks .cell >> nth=1")),
    Shot("channel-staff", "inbox:channel", "/roster/", by="lead", way=follow(".weeks tbody th a")),
    Shot("department-learning", "accounts:department", "/departments/customer-service/", by="lead"),
)

CHANNELS = (
    Shot("channels", "inbox:channels", by="administrator"),
    Shot("channel", "inbox:channel", "/channels/", by="administrator", way=follow(FIRST_ROW)),
    Shot("watch-new", "inbox:watch_create", "/channels/", by="administrator", way=follow(WATCHED, NEW_WATCH)),
    Shot("watch", "inbox:watch_change", "/channels/", by="administrator", way=follow(WATCHED, WATCH)),
    Shot(
        "channel-change",
        "inbox:channel_change",
        "/channels/",
        by="administrator",
        way=follow(FIRST_ROW, 'a[href$="/change/"]'),
    ),
    Shot(
        "channel-credentials",
        "inbox:channel_credentials",
        "/channels/",
        by="administrator",
        way=follow(FIRST_ROW, 'a[href$="/credentials/"]'),
    ),
    Shot("connect", "inbox:networks", by="administrator"),
    Shot("connect-bluesky", "inbox:connect", "/channels/connect/bluesky/", by="administrator"),
    Shot("connect-sandbox", "inbox:connect", "/channels/connect/sandbox/", by="administrator"),
    Shot("connect-feed", "inbox:connect", "/channels/connect/feed/", by="administrator"),
    Shot("connect-push", "inbox:connect", "/channels/connect/push/", by="administrator"),
    Shot("push", "inbox:channel", "/channels/", by="administrator", way=errands.pushing),
    Shot(
        "push-token",
        "inbox:channel_rotate_token",
        "/channels/",
        by="administrator",
        way=then(errands.pushing, submit('form[action$="/rotate-token/"]')),
    ),
)

MAILS = (
    Shot(
        "people-invited",
        "accounts:people",
        "/console/",
        by="administrator",
        way=errands.having_invited("/people/?show=invited"),
    ),
    Shot("outbox", "accounts:outbox", by="administrator", way=errands.having_invited("/console/outbox/")),
    Shot(
        "mail",
        "accounts:mail",
        "/console/",
        by="administrator",
        way=then(errands.having_invited("/console/outbox/"), follow(FIRST_ROW)),
    ),
)

FRESH = (
    Shot("welcome", "accounts:welcome", by="", on="fresh"),
    Shot("welcome-departments", "accounts:welcome_departments", "/healthz", by="", way=errands.set_up, on="fresh"),
    Shot(
        "welcome-channel",
        "accounts:welcome_channel",
        "/healthz",
        by="",
        way=then(errands.set_up, errands.departments_made),
        on="fresh",
    ),
)

SANDBOX = (
    Shot("sandbox", "/", "/people", by="", way=as_customer("/"), on="sandbox"),
    Shot("sandbox-looking", "/", by="", on="sandbox"),
    Shot("sandbox-mine", "/mine", "/people", by="", way=as_customer("/mine"), on="sandbox"),
    Shot("sandbox-people", "/people", by="", on="sandbox"),
    Shot("sandbox-messages", "/messages", "/people", by="", way=as_customer("/messages"), on="sandbox"),
    Shot(
        "sandbox-chat",
        "/messages/{handle}",
        "/people",
        by="",
        way=then(as_customer("/messages"), follow("a.chat")),
        on="sandbox",
    ),
    Shot(
        "sandbox-post", "/posts/{id}", "/people", by="", way=then(as_customer("/"), follow(".answers a")), on="sandbox"
    ),
    Shot(
        "sandbox-profile", "/@{handle}", "/people", by="", way=then(as_customer("/"), follow(".brands a")), on="sandbox"
    ),
    Shot("sandbox-refused", "/posts/{id}", "/posts/nothing", by="", on="sandbox"),
)

PEOPLE = (
    Shot("away", "accounts:away"),
    Shot("away-report", "accounts:away_report", "/me/away/report/"),
    Shot("skills", "inbox:skills"),
    Shot("placing", "inbox:placing", "/placing/marketing/", by="administrator"),
    Shot("ability", "inbox:ability", "/placing/marketing/", by="administrator", way=follow("main .staff a.btn")),
    Shot(
        "assign-menu",
        "inbox:conversation",
        "/inbox/?department=marketing",
        by="administrator",
        way=then(liveliest(""), open_menu("assign-menu")),
    ),
)

SHOTS = (
    *INBOX,
    *TRIAGE,
    *ESCALATIONS,
    *PEOPLE,
    *FORCES,
    *BULK,
    *PEOPLE_OUTSIDE,
    *TOGETHER,
    *REVIEW,
    *CANNED,
    *SEARCH,
    *CONSOLE,
    *POLICIES,
    *REPORTS,
    *RULES,
    *PROMISES,
    *ROUTING,
    *ROSTER,
    *CHANNELS,
    *OWN,
    *DOOR,
    *MAILS,
    *FRESH,
    *SANDBOX,
)
