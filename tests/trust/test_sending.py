"""Messages leave though their senders die, and once though many send: nobody is missed (attacks 77 to 79)."""


def test_killed_while_sending_everybody_is_reached_and_each_kill_costs_at_most_one_mail_more(installed):
    found = installed.act("send", people=60, kills=8)
    assert found["killed"] >= 2
    assert (found["reached"], found["marked"]) == (60, 60)
    assert found["mails"] <= 60 + found["killed"]


def test_several_senders_at_once_write_to_everybody_once(installed):
    found = installed.act("send", people=60, at_once=4)
    assert found == {"killed": 0, "reached": 60, "mails": 60, "marked": 60}
