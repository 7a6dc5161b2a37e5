"""Who may open which door. One row for each named address; an address without a row fails.

Visitors are the cast (tests/conftest.py) and `nobody`, who has not signed in. Each answer is exact.
Whom a door is not open to gets 403, and `nobody` is sent to sign in; who may not even know of the
thing behind it (`unseen_by`) gets 404, as if it were not there.
"""

from dataclasses import dataclass, replace

NOBODY = "nobody"
PORTAL = frozenset({"owner", "member", "agent", "stranger", "consul"})
LEADER = frozenset({"leader"})
ADMINISTRATORS = frozenset({"system_admin", "security_admin", "audit_admin"})
TICKET_STAFF = frozenset(
    {"li_min", "deputy", "shenyang_concierge", "intake_officer", "dalian_lead", "province_lead"}
    | {"other_province_lead", "dispatcher", "dalian_dispatcher", "liaison", "counsel"}
    | {"callback_officer", "supervisor", "policy_editor"}
)
READERS = frozenset(  # of a ticket that Dalian holds: its own staff and the province's
    {"li_min", "deputy", "intake_officer", "dalian_lead", "dalian_dispatcher", "callback_officer"}
    | {"province_lead", "other_province_lead", "dispatcher", "supervisor"}
)
READERS_ANYWHERE = READERS | {"shenyang_concierge"}
LEADS = frozenset({"dalian_lead", "province_lead", "other_province_lead"})
TAKING_IN = frozenset({"intake_officer", "li_min", "deputy", "shenyang_concierge"})
POLICY = frozenset({"policy_editor"})
ROUTING = frozenset({"dispatcher", "dalian_dispatcher", "policy_editor"})
PLANNING = frozenset({"dalian_lead", "dalian_dispatcher"})  # for Dalian, where Li Min works
KEEPING = frozenset({"system_admin", "security_admin"})
NAMING = frozenset({"dispatcher", "dalian_dispatcher"})  # they name concierges, register nobody
REGISTER = LEADS | NAMING | {"intake_officer", "li_min", "deputy"}  # of Dalian's requesters
REGISTER_ANYWHERE = REGISTER | {"shenyang_concierge"}
PLANNING_ANYWHERE = PLANNING | {"province_lead", "other_province_lead", "dispatcher"}
SETTLING = POLICY | ROUTING | KEEPING | PLANNING_ANYWHERE | REGISTER_ANYWHERE
HANDING_OVER = PLANNING_ANYWHERE | {"li_min", "deputy", "shenyang_concierge"}
_OF_LI_MIN = PLANNING | {"li_min"}
DESK = TICKET_STAFF | ADMINISTRATORS
SIGNED_IN = PORTAL | DESK | LEADER
EVERYBODY = SIGNED_IN | {NOBODY}


@dataclass(frozen=True)
class Door:
    """One address: whom it lets in, and what else is special about it."""

    open_to: frozenset[str]
    unseen_by: frozenset[str] = frozenset()  # they may not learn that there is anything: 404
    post_only: bool = False  # GET gives 405
    machine: bool = False  # spoken to by programs: nobody gets 401, not the sign-in page
    demo_only: bool = False  # outside a demo it is not there, for anybody
    may_be_empty: bool = False  # 404 also for who is let in, when they have nothing there
    read_is_logged: bool = False  # opening it writes an Event: who read a confidential ticket


def seen_by(*visitors: str) -> Door:
    """A door of the desk that is not there for others at the desk."""
    return Door(frozenset(visitors), unseen_by=DESK - frozenset(visitors))


public = Door(EVERYBODY)
signed_in = Door(SIGNED_IN)
demo = Door(EVERYBODY, demo_only=True)
nothing = Door(frozenset(), unseen_by=EVERYBODY)  # not there for anybody
FILER = Door(frozenset({"owner"}), unseen_by=SIGNED_IN - {"owner"})  # of what is on the stage
AT_THE_DESK = Door(READERS, unseen_by=DESK - READERS)
_KNOWN_TO = READERS | LEADER | {"owner"}
KNOWING = Door(_KNOWN_TO, unseen_by=SIGNED_IN - _KNOWN_TO, machine=True)  # in any of the worlds

DRAFTING = Door(
    frozenset({"dispatcher", "policy_editor"})
)  # of one's own: tests/pages/test_routing.py

DOORS: dict[str, Door] = {
    # for machines that watch the house
    "livez": public,
    "readyz": public,
    # the portal
    "landing": public,
    "landing_zh-hans": public,
    "landing_en": public,
    "landing_ja": nothing,  # a language that is not complete
    "landing_ko": nothing,
    "home": signed_in,
    "request_begin": Door(PORTAL),
    "enterprise_readers": Door(
        frozenset({"owner"}), unseen_by=PORTAL - {"owner", "member", "agent"}
    ),
    "request_find": signed_in,
    "request_matter": FILER,
    "request_story": FILER,
    "request_contact": FILER,
    "request_check": FILER,
    "request_discard": FILER,
    "request": FILER,
    "request_filed": FILER,
    "request_notices": FILER,
    "request_notice": FILER,
    "request_notice_file": FILER,
    "request_answers": replace(FILER, post_only=True),
    "request_attachment": FILER,
    "request_supply": FILER,
    "request_confirm": FILER,
    "request_reopen": FILER,
    "request_withdraw": FILER,
    "request_write": FILER,
    # the desk and the leader's view
    "desk_home": Door(DESK),
    "desk_queue": Door(DESK),
    "desk_ticket": AT_THE_DESK,
    "desk_history": AT_THE_DESK,
    "desk_attachment": AT_THE_DESK,
    "desk_ticket_measures": AT_THE_DESK,
    "desk_ticket_tags": AT_THE_DESK,
    "desk_similar": AT_THE_DESK,
    "desk_clocks": AT_THE_DESK,
    "desk_ledger": AT_THE_DESK,
    "desk_notices": AT_THE_DESK,
    "desk_notice": AT_THE_DESK,
    "desk_notice_file": AT_THE_DESK,
    "desk_notice_hand_over": Door(frozenset({"deputy", "dalian_lead"}), unseen_by=DESK - READERS),
    "desk_routes": AT_THE_DESK,
    "desk_confidentiality": AT_THE_DESK,
    "desk_read_log": Door(LEADS, unseen_by=DESK - READERS),
    "desk_clock": AT_THE_DESK,
    "desk_step": AT_THE_DESK,
    "desk_read": replace(AT_THE_DESK, post_only=True),
    "desk_assists": Door(DESK),
    "desk_assist": Door(frozenset({"liaison"}), unseen_by=DESK - {"liaison"}),
    "desk_order": Door(READERS | {"liaison"}, unseen_by=DESK - READERS - {"liaison"}),
    "desk_paper": Door(frozenset({"li_min"}), unseen_by=DESK - {"li_min"}),
    "desk_paper_file": Door(frozenset({"li_min"}), unseen_by=DESK - {"li_min"}),
    "desk_recusals": Door(DESK),
    "desk_recusal": Door(READERS, unseen_by=DESK - READERS),
    "desk_recusal_lift": Door(frozenset({"li_min"}), unseen_by=DESK - {"li_min"}),
    "desk_rosters": Door(DESK),
    "desk_roster": Door(DESK),
    "desk_roster_repeat": Door(PLANNING, post_only=True),
    "desk_duty_give": Door(PLANNING),
    "desk_duty_cancel": Door(PLANNING),
    "desk_hand_overs": Door(HANDING_OVER),
    "desk_hand_over": Door(_OF_LI_MIN, unseen_by=DESK - _OF_LI_MIN),
    "desk_handed_over": Door(_OF_LI_MIN | {"deputy"}, unseen_by=DESK - _OF_LI_MIN - {"deputy"}),
    "desk_give_back": Door(_OF_LI_MIN, unseen_by=DESK - _OF_LI_MIN - {"deputy"}),
    "desk_hand_over_sign": Door(
        _OF_LI_MIN | {"deputy"}, unseen_by=DESK - _OF_LI_MIN - {"deputy"}, post_only=True
    ),
    "desk_calendars": Door(POLICY),
    "desk_decree": Door(POLICY),
    "desk_hours": Door(POLICY),
    "desk_notice_templates": Door(POLICY),
    "desk_notice_template": Door(POLICY),
    "desk_promises": Door(POLICY),
    "desk_promise": Door(POLICY),
    "desk_routing": Door(ROUTING),
    "desk_routing_version": Door(ROUTING),
    "desk_routing_draft": replace(DRAFTING, may_be_empty=True),
    "desk_routing_rule_new": replace(DRAFTING, may_be_empty=True),
    "desk_routing_rule": replace(DRAFTING, may_be_empty=True),
    "desk_routing_dry_run": replace(DRAFTING, may_be_empty=True),
    "desk_measures": Door(DESK),
    "desk_measure": Door(DESK),
    "desk_measure_tickets": Door(DESK),
    "desk_tags": seen_by(*READERS_ANYWHERE, *POLICY),
    "desk_tag": seen_by(*READERS_ANYWHERE, *POLICY),
    "desk_tag_new": seen_by(*POLICY),
    "desk_tag_change": seen_by(*POLICY),
    "desk_tag_end": seen_by(*POLICY),
    "desk_tag_merge": seen_by(*POLICY),
    "desk_gaps": Door(POLICY),
    "desk_measure_new": Door(POLICY),
    "desk_measures_import": Door(POLICY),
    "desk_measures_template": Door(POLICY),
    "desk_measure_change": Door(POLICY),
    "desk_staff": seen_by(*KEEPING, *PLANNING_ANYWHERE),
    "desk_staff_invite": seen_by("system_admin"),
    "desk_colleague": seen_by("li_min", *KEEPING, *PLANNING),
    "desk_role_give": seen_by("security_admin"),
    "desk_role_end": seen_by("security_admin"),
    "desk_away": seen_by("li_min", *PLANNING),
    "desk_back_early": seen_by("li_min", *PLANNING),
    "desk_account": seen_by("system_admin"),
    "desk_settings": Door(SETTLING),
    "desk_values": Door(POLICY),
    "desk_setting": Door(POLICY),
    "desk_categories": seen_by(*POLICY),
    "desk_category_new": seen_by(*POLICY),
    "desk_category": seen_by(*POLICY),
    "desk_category_end": seen_by(*POLICY),
    "desk_grounds": seen_by(*POLICY),
    "desk_ground_new": seen_by(*POLICY),
    "desk_ground": seen_by(*POLICY),
    "desk_ground_confirm": seen_by(*POLICY),
    "desk_ground_end": seen_by(*POLICY),
    "desk_offices": seen_by(*KEEPING, *PLANNING_ANYWHERE, *POLICY),
    "desk_office_new": seen_by("system_admin"),
    "desk_office": seen_by("system_admin"),
    "desk_enterprises": seen_by(*REGISTER_ANYWHERE),
    "desk_enterprise_new": seen_by(*REGISTER_ANYWHERE - NAMING),
    "desk_enterprises_import": seen_by(*REGISTER_ANYWHERE - NAMING),
    "desk_enterprises_template": seen_by(*REGISTER_ANYWHERE - NAMING),
    "desk_enterprise": seen_by(*REGISTER),
    "desk_enterprise_edit": seen_by(*REGISTER - NAMING),
    "desk_enterprise_verify": seen_by(*REGISTER - NAMING),
    "desk_enterprise_care": seen_by(*LEADS, *NAMING),
    "desk_member_add": seen_by(*REGISTER - NAMING),
    "desk_member_end": seen_by(*REGISTER - NAMING),
    "desk_intake": Door(TAKING_IN),
    "desk_intake_begin": Door(
        TAKING_IN - {"shenyang_concierge"},
        unseen_by=frozenset({"shenyang_concierge"}),
        post_only=True,
    ),
    "desk_intake_draft": Door(frozenset(), unseen_by=DESK),  # tests/pages/test_desk_intake.py
    "desk_taken_in": AT_THE_DESK,
    "leader_overview": Door(LEADER),
    "leader_rows": Door(LEADER, read_is_logged=True),
    "leader_gaps": Door(LEADER),
    "leader_ticket": Door(LEADER, read_is_logged=True),
    "leader_ruling": Door(LEADER, read_is_logged=True),
    "leader_clock": Door(LEADER, read_is_logged=True),
    # in all worlds
    "preferences": signed_in,
    "invitation": nothing,  # what opens it: tests/pages/test_invitation.py
    "set_up": nothing,  # what opens it: tests/pages/test_set_up.py
    "switch_language": Door(EVERYBODY, post_only=True),
    "styleguide": demo,
    "notifications": signed_in,
    "notification_mails": signed_in,
    "read_all_notifications": Door(SIGNED_IN, post_only=True),
    "open_notification": replace(FILER, post_only=True),
    "mailbox": demo,
    "mail": demo,
    "formatted_mail": demo,
    # the API
    "api_tickets": Door(SIGNED_IN, machine=True),
    "api_document": Door(SIGNED_IN, machine=True),
    "api_problem": Door(SIGNED_IN, machine=True),
    "api_ticket": replace(KNOWING, read_is_logged=True),
    "api_clocks": replace(KNOWING, read_is_logged=True),
    "api_clock": replace(KNOWING, read_is_logged=True),
    "api_classify": replace(KNOWING, post_only=True),
    "api_tag": replace(KNOWING, post_only=True),
    "api_untag": replace(KNOWING, post_only=True),
    "api_tags": Door(
        READERS_ANYWHERE | POLICY, unseen_by=SIGNED_IN - READERS_ANYWHERE - POLICY, machine=True
    ),
    # coming in and going out (allauth)
    "account_login": public,
    "account_logout": public,
    "account_inactive": public,
    "account_signup": public,
    "account_reauthenticate": signed_in,
    "account_email": signed_in,
    "account_email_verification_sent": public,
    "account_change_password": signed_in,
    "account_set_password": signed_in,
    "account_reset_password": public,
    "account_confirm_login_code": public,
    "account_confirm_password_reset_code": public,
    "account_complete_password_reset": public,
    "account_password_reset_completed": public,
    "account_request_login_code": public,
    "mfa_index": signed_in,
    "mfa_authenticate": public,
    "mfa_reauthenticate": signed_in,
    "mfa_activate_totp": signed_in,
    "mfa_deactivate_totp": Door(SIGNED_IN, may_be_empty=True),
    "mfa_view_recovery_codes": Door(SIGNED_IN, may_be_empty=True),
    "mfa_generate_recovery_codes": Door(SIGNED_IN, may_be_empty=True),
    "mfa_download_recovery_codes": Door(SIGNED_IN, may_be_empty=True),
}

# What stands in the places of an address: fixtures and what they have, things of enterprise A.
STAGE: dict[str, str] = {
    "token": "stray_token",
    "number": "filed.number",
    "word": "step_of_readers",
    "key": "figure_of_leaders",
    "notification": "notice.pk",
    "mail": "mail.pk",
    "draft": "begun.pk",
    "problem": "kind_of_problem",
    "ruling": "ruling_of_leaders",
    "clock": "first_clock.pk",
    "recusal": "recusal_of_li_min.pk",
    "enterprise": "sakuragawa.pk",
    "hand_over": "hand_over_of_li_min.pk",
    "duty": "duty_of_li_min.pk",
    "office": "dalian.code",
    "measure": "slot.code",
    "version": "first_routing_rules.version",
    "rule": "first_routing_rules.version",
    "promise": "promise_in_force.pk",
    "colleague": "li_min.pk",
    "grant": "role_of_li_min.pk",
    "absence": "absence_of_li_min.pk",
    "setting": "setting_of_offices",
    "category": "category_of_invitations.pk",
    "ground": "ground_of_refusal.pk",
    "tag": "tag_of_the_fair.pk",
    "membership": "membership_of_the_owner.pk",
    "deed": "deed_on_an_account",
    "assist": "assist_of_the_tax_service.pk",
    "paper": "order_of_li_min.pk",
    "attachment": "attachment_of_the_filer.pk",
    "notice": "notice_of_acceptance.pk",
    "kind": "kind_of_notice",
}
