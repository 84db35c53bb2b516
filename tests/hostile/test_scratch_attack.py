from typing import Any
import pytest, traceback
from comity.assistance import actions, queries
from comity.wire.errors import ComityError
from comity.exchange import inbox
from tests.assistance.conftest import *  # noqa
from tests.assistance.conftest import Side, opening_body, words, in_days
from tests.assistance.test_pages import signed_in, text_of

MA="MA/contact-point"
END="9999-12-31T23:59:59Z"; BEG="0001-01-01T00:00:00Z"

@pytest.mark.parametrize("when",[END,BEG])
def test_core_time(requested: Side, when: str)->None:
    duty=requested.officer(MA,"decide","draft")
    try:
        m=requested.say("preservation-request", opening_body("M01"), time=when).letter.digest
    except ComityError as e:
        print("refused", e.code); return
    c=signed_in(duty)
    for u in ("/", "/requests/", f"/requests/{m}/"):
        r=c.get(u); print(u, r.status_code)

CASES={
 "promise":[{"expected_by":END},{"expected_by":BEG}],
 "question":[{"about":"scope","text":words("x"),"answer_by":END},{"about":"scope","text":words("x"),"answer_by":BEG}],
 "hold-report":[{"effective_from":END,"open_ended_reason":"x"},{"effective_from":END,"expires_at":END},{"effective_from":BEG,"expires_at":END},{"effective_from":BEG,"expires_at":"0001-01-02T00:00:00Z"},{"effective_from":BEG,"expires_at":BEG}],
 "postponement":[{"ground":"P-USE","reason":words("x"),"expected_by":END}],
 "acceptance":[{"expected_by":END},{"expected_by":BEG}],
 "follow-up-received":[{"formal_request":"sha256:"+"0"*64,"received_at":END}],
}
@pytest.mark.parametrize("name,n",[(k,i) for k,v in CASES.items() for i in range(len(v))])
def test_times(requesting: Side, name: str, n:int)->None:
    clerk=requesting.officer("RO/contact-point","draft")
    from tests.assistance.test_pages import asked
    m=asked(requesting, clerk)
    if name in("hold-report","follow-up-received"):
        requesting.say("acceptance",{},m)
    if name=="follow-up-received":
        requesting.say("hold-report",{"effective_from":in_days(0),"expires_at":in_days(61)},m)
    try:
        requesting.say(name, CASES[name][n], m)
    except ComityError as e:
        print("refused", e.code); return
    c=signed_in(clerk)
    for u in ("/", "/requests/", f"/requests/{m}/"):
        r=c.get(u); assert r.status_code==200
    from comity.jobs import worker
    worker.run_pending(["assistance.clock"])
