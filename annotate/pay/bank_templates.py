"""Payment files and result files of the channels, as data: columns, separator, encoding, words for states. Pure.

Banks change their templates; a new one is a new row here. Columns name a field of `bank_files.Payment` or of a result.
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
    """One channel's pair of files. columns and result_columns: heading -> field, in order.

    amount_in: 'major' writes 12.60, 'minor' writes 1260. encodings: the first is written, all are read.
    name_from_minor: the payee's name is written from this amount on; 0: always.
    """

    channel: Channel
    columns: Mapping[str, str]
    result_columns: Mapping[str, str]
    separator: str = ","
    encodings: tuple[str, ...] = ("utf-8-sig", "gb18030")
    amount_in: str = "major"
    most_lines: int = 3000
    name_from_minor: int = 0
    words: Mapping[str, LineState] = field(default_factory=lambda: _WORDS)


TEMPLATES: Mapping[Channel, Template] = {
    Channel.ALIPAY: Template(
        channel=Channel.ALIPAY,
        columns={
            "序号": "row",
            "商户订单号": "number",
            "收款方支付宝账号": "account",
            "收款方姓名": "name",
            "金额（元）": "amount",
            "备注": "memo",
        },
        result_columns={
            "商户订单号": "number",
            "收款方姓名": "name",
            "金额（元）": "amount",
            "状态": "state",
            "失败原因": "reason",
        },
        encodings=("gbk", "utf-8-sig", "gb18030"),
    ),
    Channel.WECHAT: Template(
        channel=Channel.WECHAT,
        columns={
            "商家明细单号": "number",
            "收款用户openid": "account",
            "收款用户姓名": "name",
            "转账金额": "amount",
            "转账备注": "memo",
        },
        result_columns={
            "商家明细单号": "number",
            "转账金额": "amount",
            "明细状态": "state",
            "失败原因": "reason",
        },
        amount_in="minor",
        most_lines=1000,
        name_from_minor=200_000,
    ),
    Channel.BANK: Template(
        channel=Channel.BANK,
        columns={
            "序号": "row",
            "收款账号": "account",
            "收款户名": "name",
            "金额": "amount",
            "用途": "memo",
            "客户流水号": "number",
        },
        result_columns={
            "客户流水号": "number",
            "收款户名": "name",
            "金额": "amount",
            "处理结果": "state",
            "失败原因": "reason",
        },
        separator="|",
        encodings=("gbk", "utf-8-sig", "gb18030"),
        most_lines=5000,
    ),
}
