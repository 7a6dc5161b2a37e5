"""Special days stand in notices; office hours and promises become rows, each with its versions."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


# One notice for each year that is kept, named after the decree of its first day.
NOTICES = """
insert into tickets_notice (jurisdiction, year, version, title, source, published_at)
select distinct on (jurisdiction, extract(year from date))
    jurisdiction, extract(year from date), 1, source, source, now()
from tickets_specialday order by jurisdiction, extract(year from date), date;
update tickets_specialday day set notice_id = notice.id from tickets_notice notice
where notice.jurisdiction = day.jurisdiction and notice.year = extract(year from day.date);
"""
REFUSE = """
create trigger notices_are_append_only before update or delete on tickets_notice
    for each row execute function refuse_to_change_history();
create trigger notices_are_not_emptied before truncate on tickets_notice
    for each statement execute function refuse_to_change_history();
create trigger special_days_are_append_only before update or delete on tickets_specialday
    for each row execute function refuse_to_change_history();
create trigger special_days_are_not_emptied before truncate on tickets_specialday
    for each statement execute function refuse_to_change_history();
create trigger hours_are_append_only before update or delete on tickets_officehours
    for each row execute function refuse_to_change_history();
create trigger hours_are_not_emptied before truncate on tickets_officehours
    for each statement execute function refuse_to_change_history();
"""
ALLOW = """
drop trigger notices_are_append_only on tickets_notice;
drop trigger notices_are_not_emptied on tickets_notice;
drop trigger special_days_are_append_only on tickets_specialday;
drop trigger special_days_are_not_emptied on tickets_specialday;
drop trigger hours_are_append_only on tickets_officehours;
drop trigger hours_are_not_emptied on tickets_officehours;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0003_conflicts_of_interest'),
        ('tickets', '0010_ended_tickets_last_first'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('jurisdiction', models.CharField(default='CN', max_length=10, verbose_name='Jurisdiction')),
                ('year', models.PositiveSmallIntegerField(verbose_name='Year')),
                ('version', models.PositiveSmallIntegerField(default=1, verbose_name='Version')),
                ('title', models.CharField(max_length=200, verbose_name='Title')),
                ('source', models.CharField(max_length=200, verbose_name='Source')),
                ('published_at', models.DateTimeField(verbose_name='Published')),
            ],
            options={
                'verbose_name': 'Notice of special days',
                'ordering': ['jurisdiction', 'year', 'version'],
            },
        ),
        migrations.CreateModel(
            name='OfficeHours',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('from_date', models.DateField(verbose_name='From')),
                ('zone', models.CharField(max_length=60, verbose_name='Time zone')),
                ('week', models.JSONField(verbose_name='Week')),
                ('seasons', models.JSONField(default=list, verbose_name='Seasons')),
                ('version', models.PositiveSmallIntegerField(default=1, verbose_name='Version')),
                ('reason', models.CharField(max_length=2000, verbose_name='Reason')),
                ('published_at', models.DateTimeField(verbose_name='Published')),
            ],
            options={
                'verbose_name': 'Office hours',
                'ordering': ['office', 'from_date', 'version'],
            },
        ),
        migrations.CreateModel(
            name='Promise',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('clock', models.CharField(choices=[('first_contact', 'First contact'), ('acceptance', 'Acceptance'), ('supplement', 'Supplement'), ('dispatch', 'Dispatch'), ('return_ruling', 'Ruling on a return'), ('handling', 'Handling'), ('interim', 'Interim report'), ('assist', 'Assist'), ('review', 'Review'), ('written_result', 'Written result'), ('receipt', 'Receipt'), ('callback', 'Callback'), ('rating_followup', 'Follow-up of a bad rating'), ('long_run', 'Report to the government')], max_length=20, verbose_name='Clock')),
                ('ordinal', models.PositiveSmallIntegerField(default=1, verbose_name='Turn')),
                ('track', models.CharField(choices=[('service', 'Service'), ('complaint', 'Complaint'), ('institution', 'Institution')], max_length=12, null=True, verbose_name='Track')),
                ('urgency', models.CharField(choices=[('emergency', 'Emergency'), ('urgent', 'Urgent'), ('ordinary', 'Ordinary'), ('complex', 'Complex')], max_length=12, null=True, verbose_name='Urgency')),
                ('unit', models.CharField(choices=[('hours', 'hours'), ('days', 'days'), ('work_minutes', 'working minutes'), ('work_days', 'working days'), ('work_days_same_time', 'working days to the same hour')], max_length=20, verbose_name='Unit')),
                ('amount', models.DecimalField(decimal_places=2, max_digits=7, verbose_name='Amount')),
                ('version', models.PositiveSmallIntegerField(default=1, verbose_name='Version')),
                ('reason', models.CharField(blank=True, max_length=2000, verbose_name='Reason')),
                ('published_at', models.DateTimeField(verbose_name='Published')),
                ('replaced_at', models.DateTimeField(null=True, verbose_name='Replaced')),
            ],
            options={
                'verbose_name': 'Promise',
                'ordering': ['id'],
            },
        ),
        migrations.RemoveConstraint(
            model_name='specialday',
            name='one_rule_per_day',
        ),
        migrations.AddField(
            model_name='clock',
            name='calendar_version',
            field=models.CharField(blank=True, max_length=30, verbose_name='Calendar'),
        ),
        migrations.AddField(
            model_name='notice',
            name='published_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='specialday',
            name='notice',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='days', to='tickets.notice'),
        ),
        migrations.RunSQL(NOTICES, migrations.RunSQL.noop),
        migrations.AlterField(
            model_name='specialday',
            name='notice',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='days', to='tickets.notice'),
        ),
        migrations.RemoveField(
            model_name='specialday',
            name='jurisdiction',
        ),
        migrations.AddConstraint(
            model_name='specialday',
            constraint=models.UniqueConstraint(fields=('notice', 'date'), name='one_rule_per_day'),
        ),
        migrations.AddField(
            model_name='officehours',
            name='office',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='hours', to='accounts.office'),
        ),
        migrations.AddField(
            model_name='officehours',
            name='published_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='promise',
            name='category',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tickets.category'),
        ),
        migrations.AddField(
            model_name='promise',
            name='office',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.office'),
        ),
        migrations.AddField(
            model_name='promise',
            name='published_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='clock',
            name='promise',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tickets.promise'),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.UniqueConstraint(fields=('jurisdiction', 'year', 'version'), name='one_notice_per_version'),
        ),
        migrations.AddConstraint(
            model_name='officehours',
            constraint=models.UniqueConstraint(fields=('office', 'version'), name='one_plan_per_version'),
        ),
        migrations.AddConstraint(
            model_name='promise',
            constraint=models.UniqueConstraint(condition=models.Q(('replaced_at', None)), fields=('clock', 'ordinal', 'track', 'category', 'urgency', 'office'), name='one_promise_in_force_per_scope', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='promise',
            constraint=models.UniqueConstraint(fields=('clock', 'ordinal', 'track', 'category', 'urgency', 'office', 'version'), name='one_promise_per_version', nulls_distinct=False),
        ),
        migrations.RunSQL(REFUSE, ALLOW),
    ]
