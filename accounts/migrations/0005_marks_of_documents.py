"""The mark that stands before the number of an office's notices (机关代字)."""

from django.db import migrations, models

MARKS = {'210000': '辽外管诉', '210100': '沈外管诉', '210200': '大外管诉', '210300': '鞍外管诉', '210400': '抚外管诉', '210500': '本外管诉', '210600': '丹外管诉', '210700': '锦外管诉', '210800': '营外管诉', '210900': '阜外管诉', '211000': '辽市外管诉', '211100': '盘外管诉', '211200': '铁外管诉', '211300': '朝外管诉', '211400': '葫外管诉', 'LN-SFX': '沈抚外管诉'}


def give_marks(apps, schema_editor):
    """The offices that came with the product get the marks that come with it now."""
    offices = apps.get_model("accounts", "Office").objects
    for code, mark in MARKS.items():
        offices.filter(code=code).update(document_mark=mark)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_contacts_of_offices")]

    operations = [
        migrations.AddField(
            model_name="office",
            name="document_mark",
            field=models.CharField(
                blank=True, default="", max_length=20, verbose_name="Mark of its documents"
            ),
            preserve_default=False,
        ),
        migrations.RunPython(give_marks, migrations.RunPython.noop),
    ]
