"""Two migrations followed on the ninth at the same time; both stand."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('tickets', '0010_calendars_and_promises_as_data'),
        ('tickets', '0010_ended_tickets_last_first'),
    ]

    operations = []
