"""What the State Council announces of special days is a decree; a notice goes to a requester."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tickets", "0027_settings_of_offices")]

    operations = [
        migrations.RenameModel("Notice", "Decree"),
        migrations.RemoveConstraint("SpecialDay", "one_rule_per_day"),
        migrations.RenameField("SpecialDay", "notice", "decree"),
        migrations.AddConstraint(
            "SpecialDay",
            models.UniqueConstraint(fields=["decree", "date"], name="one_rule_per_day"),
        ),
    ]
