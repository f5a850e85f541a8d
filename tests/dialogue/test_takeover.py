from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from app.wiring import Services
from dialogue.talking import Incoming
from kit.errors import AlreadyTaken, NotYours
from tests import cast


def a_conversation(services: Services, channel: str = "web") -> int:
    return services.attendant.hear(Incoming(channel, "visitor-1", cast.ASKED)).conversation_id


def test_of_200_takeovers_at_once_exactly_one_wins_and_the_others_are_told_who(services: Services) -> None:
    conversation = a_conversation(services)
    people = [cast.operator(services, f"op{n}", f"话务员{n}") for n in range(4)]
    start = threading.Barrier(20)

    def take(n: int) -> str:
        if n < 20:
            start.wait()
        try:
            services.desk.take(conversation, people[n % 4])
        except AlreadyTaken as taken:
            return taken.by
        return "mine"

    with ThreadPoolExecutor(20) as pool:
        outcomes = list(pool.map(take, range(200)))
    card = services.desk.open(conversation).card
    winner = people.index(card.owner_id) if card.owner_id else -1
    mine = [n % 4 for n, outcome in enumerate(outcomes) if outcome == "mine"]
    assert card.owner == "staff" and set(mine) == {winner}
    assert {outcome for outcome in outcomes if outcome != "mine"} == {card.owner_name}
    taken = [turn for turn in services.desk.open(conversation).turns if turn.who == "system"]
    assert len(taken) == 1  # taking one's own again says nothing twice


def test_an_answer_on_its_way_is_never_delivered_after_a_takeover(services: Services) -> None:
    """On a channel that is sent to, the answer is queued until it is released right before sending."""
    me = cast.operator(services)
    reply = services.attendant.hear(Incoming("telegram", "4711", cast.ASKED))
    services.desk.take(reply.conversation_id, me)
    assert not services.attendant.release(reply.utterances[0].turn_id)
    assert cast.ARTICLE not in [turn.law for turn in services.attendant.history("telegram", "4711")]


def test_an_answer_thought_out_before_the_takeover_is_dropped(services: Services) -> None:
    """The takeover comes between thinking and speaking: the conversation has changed, so nothing is said."""
    me, conversation = cast.operator(services), a_conversation(services)
    thinking, taken = threading.Event(), threading.Event()

    class SlowMind:
        recognisers = services.mind.recognisers

        def think(self, *arguments: object) -> object:
            thought = services.mind.think(*arguments)  # type: ignore[arg-type]
            thinking.set()
            taken.wait(10)
            return thought

    from dialogue.attendant import Attendant

    slow = Attendant(
        services.database, services.clock, SlowMind(), services.voicing, services.tickets, services.callbacks, services.duty  # type: ignore[arg-type]
    )  # fmt: skip
    with ThreadPoolExecutor(1) as pool:
        late = pool.submit(slow.hear, Incoming("web", "visitor-1", "老板拖欠三个月工资怎么办"))
        thinking.wait(10)
        services.desk.take(conversation, me)
        taken.set()
        reply = late.result()
    assert reply.utterances == () and reply.owner == "staff"
    assert [turn.who for turn in services.desk.open(conversation).turns][-1] == "system"


def test_only_the_owner_speaks_hands_back_and_closes(services: Services) -> None:
    conversation, me, other = a_conversation(services), cast.operator(services), cast.operator(services, "b", "陈卫国")
    services.desk.take(conversation, me)
    for act in (services.desk.hand_back, services.desk.close):
        with pytest.raises(NotYours):
            act(conversation, other)
    with pytest.raises(NotYours):
        services.desk.say(conversation, other, "您好")


def test_a_repeated_message_gets_the_same_reply_and_changes_nothing(services: Services) -> None:
    first = services.attendant.hear(Incoming("web", "v", cast.UNANSWERABLE, key="m1"))
    again = services.attendant.hear(Incoming("web", "v", cast.UNANSWERABLE, key="m1"))
    assert again == first
    assert len(services.tickets.board()) == 1


def test_the_same_message_delivered_ten_times_at_once_has_one_effect(services: Services) -> None:
    with ThreadPoolExecutor(10) as pool:
        replies = list(
            pool.map(lambda _: services.attendant.hear(Incoming("web", "v", cast.UNANSWERABLE, key="m1")), range(10))
        )
    assert len(set(replies)) == 1 and len(services.tickets.board()) == 1
