"""Routing rules become rows in versions that nobody changes; each routing cites its version."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


REFUSE = """
create trigger routing_rules_are_append_only before update or delete on tickets_routingrules
    for each row execute function refuse_to_change_history();
create trigger routing_rules_are_not_emptied before truncate on tickets_routingrules
    for each statement execute function refuse_to_change_history();
"""
ALLOW = """
drop trigger routing_rules_are_append_only on tickets_routingrules;
drop trigger routing_rules_are_not_emptied on tickets_routingrules;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0003_conflicts_of_interest'),
        ('tickets', '0018_assists'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='RoutingDraft',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('rules', models.JSONField(verbose_name='Rules')),
                ('seen', models.PositiveSmallIntegerField(verbose_name='Follows version')),
                ('edits', models.PositiveIntegerField(default=0, verbose_name='Changes made')),
                ('begun_at', models.DateTimeField(verbose_name='Begun')),
                ('saved_at', models.DateTimeField(verbose_name='Saved')),
            ],
            options={
                'verbose_name': 'Draft of routing rules',
            },
        ),
        migrations.CreateModel(
            name='RoutingRules',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveSmallIntegerField(unique=True, verbose_name='Version')),
                ('rules', models.JSONField(verbose_name='Rules')),
                ('valid_from', models.DateField(verbose_name='In force from')),
                ('reason', models.CharField(blank=True, max_length=2000, verbose_name='Reason')),
                ('published_at', models.DateTimeField(verbose_name='Published')),
            ],
            options={
                'verbose_name': 'Routing rules',
                'ordering': ['version'],
            },
        ),
        migrations.AddField(
            model_name='hop',
            name='trace',
            field=models.JSONField(default=dict, verbose_name='Trace of the routing'),
        ),
        migrations.AddIndex(
            model_name='ticket',
            index=models.Index(fields=['assignee', '-submitted_at'], name='last_ticket_of_an_assignee'),
        ),
        migrations.AddField(
            model_name='routingdraft',
            name='author',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='routing_draft', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='routingrules',
            name='published_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='hop',
            name='rules',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tickets.routingrules', verbose_name='By which version of the rules'),
        ),
        migrations.RunSQL(REFUSE, ALLOW),
    ]
