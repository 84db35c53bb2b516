"""What a valid node may write into a request: lies about time, texts made to deceive; refused, or shown as what they are."""

from typing import Any
import pytest
from comity.wire.errors import ComityError
from tests.assistance.conftest import *  # noqa
from tests.assistance.conftest import Side, opening_body, words, in_days, REQUEST
from tests.assistance.test_pages import signed_in, text_of, asked

MA="MA/contact-point"
EVIL='<script>alert(1)</script>"\'><img src=x onerror=alert(1)>\u202egnp.exe\u2066{{7*7}}{% now "Y" %}\x1b[31m\x07=cmd|calc!A1'+"W"*300

def evil(value: Any, skip=()) -> Any:
    if isinstance(value, dict):
        return {k: (v if k in skip else evil(v, skip)) for k,v in value.items()}
    if isinstance(value, list): return [evil(v,skip) for v in value]
    return value

def bad_request(m):
    b=opening_body(m)
    e=EVIL[:400]
    b["reference"]=e; b["seeking"]={"name":e,"kind":"other","representative":e,"post":e,"file_number":e,"address":e,"telephone":e,"email":e}
    b["offences"]=[{"classification":words(EVIL),"provision":e,"maximum_penalty":e}]
    for k in("facts","relation","necessity","stage"): b[k]=words(EVIL)
    b["data"]={"identifiers":[{"kind":"name","value":EVIL[:150],"note":e,"service":EVIL[:150]}],"items":["d.mailbox"],"service":e,"more":words(EVIL)}
    b["custodian"]={"name":e,"place":e,"more":words(EVIL)}
    b["persons"]=[{"role":"suspect","kind":"natural","name":e,"other_names":e,"document":e,"address":e}]
    b["earlier"]=[{"kind":"other","authority":e,"reference":e}]
    b["basis"]={**b["basis"],"article":e,"title":e,"confidence":e,"data_version":e,"conditional_on":[EVIL]}
    b["\u202eevil<b>"]=EVIL
    return b

def look(html):
    out=[]
    for n in("<script>alert","<img src=x","{{7*7}}2","\x1b","\x07"):
        if n in html: out.append(repr(n))
    for ch in "\u202e\u2066":
        i=html.find(ch)
        while i>=0:
            out.append(("bidi",html[max(0,i-160):i-40].replace("\n"," ")[-90:]))
            i=html.find(ch,i+1)
    return out

def test_xss(requested: Side)->None:
    duty=requested.officer(MA,"decide","draft")
    held=requested.say("preservation-request", bad_request("M01"))
    m=held.letter.digest
    q=requested.say("question",{"about":"scope","text":words(EVIL)},m) if False else None
    c=signed_in(duty)
    for u in ("/", "/requests/", f"/requests/{m}/", f"/requests/{m}/letters/{m}/","/notices/", f"/orders/new/preservation/?request={m}"):
        r=c.get(u); t=text_of(r)
        f=look(t)
        print("==",u[:60], r.status_code, len(f)); 
        for x in f[:12]: print("    ",x)
