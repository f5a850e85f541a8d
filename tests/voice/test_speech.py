from __future__ import annotations

import pytest

from voice.speech import aloud


@pytest.mark.parametrize(
    ("written", "said"),
    [
        # service numbers digit by digit, with 幺
        ("请拨打12348或者110", "请拨打幺二三四八或者幺幺零"),
        # mobile numbers too
        ("手机13812345678", "手机幺三八幺二三四五六七八"),
        # a ticket number in two breaths after the hotline's own
        ("编号 12348-261124-0007", "编号 幺二三四八，二六幺幺二四，零零零七"),
        # quantities, money, shares
        ("赔2个月工资，共￥3500", "赔二个月工资，共三千五百元"),
        ("不超过30%", "不超过百分之三十"),
        # years digit by digit, dates and hours as people say them
        ("2026年11月26日17:00", "二零二六年十一月二十六日十七点"),
        # no marks that a voice cannot read, and nothing XML cannot carry
        ("《劳动合同法》第八十二条\x00", "劳动合同法第八十二条"),
    ],
)
def test_written_words_are_read_as_people_say_them(written: str, said: str) -> None:
    assert aloud(written) == said
