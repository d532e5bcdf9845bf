"""An application that knows nothing of tokens: nginx asks the gateway, and says in headers who the user is.

It believes those headers because it listens on loopback, where only nginx comes from, and nginx replaces whatever a
client sends under their names.
"""

from typing import Annotated
from urllib.parse import unquote

from fastapi import Depends, FastAPI, Header, HTTPException, WebSocket
from fastapi.responses import HTMLResponse
from pydantic import BaseModel

app = FastAPI(title="Notes")
notes: dict[str, list[str]] = {}


class User(BaseModel):
    sub: str
    email: str
    groups: list[str]


def user(
    x_auth_request_user: Annotated[str, Header()] = "",
    x_auth_request_email: Annotated[str, Header()] = "",
    x_auth_request_groups: Annotated[str, Header()] = "",
) -> User:
    """The user that nginx names; texts are percent-encoded, and commas stand between groups."""
    if not x_auth_request_user:
        raise HTTPException(401, "Sign in first.")
    groups = [unquote(name) for name in x_auth_request_groups.split(",") if name]
    return User(sub=x_auth_request_user, email=unquote(x_auth_request_email), groups=groups)


SignedIn = Annotated[User, Depends(user)]


@app.get("/", response_class=HTMLResponse)
def home(user: SignedIn) -> str:
    count = len(notes.get(user.sub, []))
    return f'<!doctype html><html lang="en"><title>Notes</title><h1>Notes</h1><p>You have {count}.</p></html>'


@app.get("/api/me")
def me(user: SignedIn) -> User:
    return user


class Note(BaseModel):
    text: str


@app.post("/api/notes", status_code=201)
def add(note: Note, user: SignedIn) -> dict:
    notes.setdefault(user.sub, []).append(note.text[:1000])
    return {"success": True, "notes": notes[user.sub]}


@app.get("/api/admin")
def admin(user: SignedIn) -> dict:
    if "admins" not in user.groups:
        raise HTTPException(403, "This is for admins.")
    return {"success": True, "users": len(notes)}


@app.websocket("/ws")
async def socket(socket: WebSocket):
    """The guard has looked at the handshake: its cookie and origin, its ticket, or its token."""
    await socket.accept()
    await socket.send_json({"hello": socket.headers.get("x-auth-request-user")})
    await socket.close()
