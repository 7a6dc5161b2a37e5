from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tickets", "0003_mutes")]
    operations = [
        migrations.RenameField("specialday", "name", "name_zh"),
        migrations.AlterField(
            "specialday",
            "name_zh",
            models.CharField(max_length=60, verbose_name="Chinese name"),
        ),
        migrations.AddField(
            "specialday",
            "name_en",
            models.CharField(default="", max_length=60, verbose_name="English name"),
            preserve_default=False,
        ),
        migrations.RemoveField("ground", "confirmed"),
        migrations.AddField(
            "ground",
            "to_be_confirmed",
            models.BooleanField(default=False, verbose_name="To be confirmed by the office"),
        ),
    ]
