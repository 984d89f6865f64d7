"""The demo operator's first impact assessment, still to be read by a second one."""

import datetime as dt

from annotate.core import clock
from annotate.core.db import transaction
from annotate.oversight import impact_service
from annotate.oversight.impact_service import NewAssessment


def load_assessment(operator_id: int) -> None:
    """Once; loading anew changes nothing."""
    review_on = clock.local_day(clock.now()) + dt.timedelta(days=365)
    with transaction() as session:
        if impact_service.all_of_them(session):
            return
        new = NewAssessment(
            activity="households",
            title="家庭收入调查",
            purpose="只为按定义算出每人每年的收入，给帮扶项目用；依据是她单独的同意。不记别的。",
            risks="邻居或同事知道一家的收入；孩子的信息被别人看到。",
            risk="middle",
            measures="金额和姓名用家庭自己的密钥加密；只有本县服务专员能打开，打开都有记录，她自己看得到；报告里不足十人的数不显示。",
            review_on=review_on,
        )
        impact_service.write(session, operator_id, new)
