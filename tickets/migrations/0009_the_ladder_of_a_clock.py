"""Each clock knows the moments of its ladder; each rung it reached is a row that never changes."""

import django.db.models.deletion
from django.db import migrations, models


# A clock from before stands on top of its ladder: what it missed is not told now.
ON_TOP = """
update tickets_clock set half_at = yellow_at, late_at = due_at, very_late_at = due_at, climbed = 5
"""
REFUSE = """
create trigger rungs_are_append_only before update or delete on tickets_rung
    for each row execute function refuse_to_change_history();
create trigger rungs_are_not_emptied before truncate on tickets_rung
    for each statement execute function refuse_to_change_history();
"""
ALLOW = """
drop trigger rungs_are_append_only on tickets_rung;
drop trigger rungs_are_not_emptied on tickets_rung;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('tickets', '0008_released_by_a_recusal'),
    ]

    operations = [
        migrations.AddField(
            model_name='clock',
            name='climbed',
            field=models.PositiveSmallIntegerField(default=0, verbose_name='Rungs climbed'),
        ),
        migrations.AddField(
            model_name='clock',
            name='half_at',
            field=models.DateTimeField(null=True, verbose_name='Half used'),
        ),
        migrations.AddField(
            model_name='clock',
            name='late_at',
            field=models.DateTimeField(null=True, verbose_name='First escalation'),
        ),
        migrations.AddField(
            model_name='clock',
            name='very_late_at',
            field=models.DateTimeField(null=True, verbose_name='Second escalation'),
        ),
        migrations.RunSQL(ON_TOP, migrations.RunSQL.noop),
        migrations.AlterField(
            model_name='clock',
            name='half_at',
            field=models.DateTimeField(verbose_name='Half used'),
        ),
        migrations.AlterField(
            model_name='clock',
            name='late_at',
            field=models.DateTimeField(verbose_name='First escalation'),
        ),
        migrations.AlterField(
            model_name='clock',
            name='very_late_at',
            field=models.DateTimeField(verbose_name='Second escalation'),
        ),
        migrations.CreateModel(
            name='Rung',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('rung', models.CharField(choices=[('half', 'Half of the time is used'), ('yellow', 'Due soon'), ('due', 'Overdue'), ('late', 'Overdue, first escalation'), ('very_late', 'Overdue, second escalation')], max_length=9, verbose_name='Rung')),
                ('reached_at', models.DateTimeField(verbose_name='Reached')),
                ('noted_at', models.DateTimeField(verbose_name='Noted')),
                ('clock', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rungs', to='tickets.clock')),
            ],
            options={
                'verbose_name': 'Rung',
                'ordering': ['reached_at', 'id'],
                'constraints': [models.UniqueConstraint(fields=('clock', 'rung'), name='a_rung_fires_once')],
            },
        ),
        migrations.RunSQL(REFUSE, ALLOW),
    ]
