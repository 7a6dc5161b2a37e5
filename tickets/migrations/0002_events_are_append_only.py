"""History cannot be changed: the database itself refuses it, whoever asks."""

from django.db import migrations

REFUSE = """
create function refuse_to_change_history() returns trigger language plpgsql as $$
begin
    raise exception 'history is append-only: % on % refused', tg_op, tg_table_name
        using errcode = 'integrity_constraint_violation';
end $$;
create trigger events_are_append_only before update or delete on tickets_event
    for each row execute function refuse_to_change_history();
create trigger events_are_not_emptied before truncate on tickets_event
    for each statement execute function refuse_to_change_history();
create trigger seals_are_append_only before update or delete on tickets_seal
    for each row execute function refuse_to_change_history();
create trigger seals_are_not_emptied before truncate on tickets_seal
    for each statement execute function refuse_to_change_history();
"""
ALLOW = """
drop trigger events_are_append_only on tickets_event;
drop trigger events_are_not_emptied on tickets_event;
drop trigger seals_are_append_only on tickets_seal;
drop trigger seals_are_not_emptied on tickets_seal;
drop function refuse_to_change_history();
"""


class Migration(migrations.Migration):
    dependencies = [("tickets", "0001_initial")]
    operations = [migrations.RunSQL(REFUSE, ALLOW)]
