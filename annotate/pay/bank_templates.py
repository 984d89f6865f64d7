"""Payment files and result files of the channels, as data: headings, columns, separator, encoding, words for states. Pure.

Banks change their templates; a new one is a new row here. Fields are those of `bank_files.Payment` and of a result.
Sources: Alipay batch transfer (batch of at most 3,000), WeChat Pay merchant transfer (at most 1,000; the payee's name
from 2,000 yuan on), the common 10-column form of Chinese banks' bulk payment.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from annotate.pay.payouts import Channel, LineState

_WORDS: Mapping[str, LineState] = {
    "成功": LineState.PAID,
    "交易成功": LineState.PAID,
    "转账成功": LineState.PAID,
    "已付款": LineState.PAID,
    "SUCCESS": LineState.PAID,
    "失败": LineState.FAILED,
    "交易失败": LineState.FAILED,
    "转账失败": LineState.FAILED,
    "已关闭": LineState.FAILED,
    "FAIL": LineState.FAILED,
    "FAILED": LineState.FAILED,
    "处理中": LineState.SENT,
    "PROCESSING": LineState.SENT,
    "ACCEPTED": LineState.SENT,
    "待收款": LineState.WAITING,
    "待用户确认": LineState.WAITING,
    "WAIT_USER_CONFIRM": LineState.WAITING,
    "退票": LineState.RETURNED,
    "已退回": LineState.RETURNED,
    "RETURNED": LineState.RETURNED,
}


@dataclass(frozen=True)
class Template:
    """One channel's pair of files. headings: what the channel calls each field, said once for both files.

    pays, tells: fields of the payment file and of the result file, in their order. amount_in: 'major' writes
    12.60, 'minor' writes 1260. encodings: the first is written, all are read. name_from_minor: the payee's name
    is written from this amount on; 0: always.
    """

    channel: Channel
    headings: Mapping[str, str]
    pays: tuple[str, ...]
    tells: tuple[str, ...]
    separator: str = ","
    encodings: tuple[str, ...] = ("utf-8-sig", "gb18030")
    amount_in: str = "major"
    most_lines: int = 3000
    name_from_minor: int = 0
    words: Mapping[str, LineState] = field(default_factory=lambda: _WORDS)

    @property
    def columns(self) -> Mapping[str, str]:
        """Heading -> field of the payment file, in order."""
        return {self.headings[name]: name for name in self.pays}

    @property
    def result_columns(self) -> Mapping[str, str]:
        """Heading -> field of the result file, in order."""
        return {self.headings[name]: name for name in self.tells}


_CHINESE_BANKS = ("gbk", "utf-8-sig", "gb18030")

TEMPLATES: Mapping[Channel, Template] = {
    Channel.ALIPAY: Template(
        channel=Channel.ALIPAY,
        headings={
            "row": "序号",
            "number": "商户订单号",
            "account": "收款方支付宝账号",
            "name": "收款方姓名",
            "amount": "金额（元）",
            "memo": "备注",
            "state": "状态",
            "reason": "失败原因",
        },
        pays=("row", "number", "account", "name", "amount", "memo"),
        tells=("number", "name", "amount", "state", "reason"),
        encodings=_CHINESE_BANKS,
    ),
    Channel.WECHAT: Template(
        channel=Channel.WECHAT,
        headings={
            "number": "商家明细单号",
            "account": "收款用户openid",
            "name": "收款用户姓名",
            "amount": "转账金额",
            "memo": "转账备注",
            "state": "明细状态",
            "reason": "失败原因",
        },
        pays=("number", "account", "name", "amount", "memo"),
        tells=("number", "amount", "state", "reason"),
        amount_in="minor",
        most_lines=1000,
        name_from_minor=200_000,
    ),
    Channel.BANK: Template(
        channel=Channel.BANK,
        headings={
            "row": "序号",
            "account": "收款账号",
            "name": "收款户名",
            "amount": "金额",
            "memo": "用途",
            "number": "客户流水号",
            "state": "处理结果",
            "reason": "失败原因",
        },
        pays=("row", "account", "name", "amount", "memo", "number"),
        tells=("number", "name", "amount", "state", "reason"),
        separator="|",
        encodings=_CHINESE_BANKS,
        most_lines=5000,
    ),
}
