// An application that knows nothing of tokens: nginx asks the gateway, and says in headers who the user is.
//
// It believes those headers because it listens on loopback, where only nginx comes from, and nginx replaces whatever a
// client sends under their names.

import express from "express";

const app = express();
const notes = new Map();

// The user that nginx names; texts are percent-encoded, and commas stand between groups.
app.use((request, response, next) => {
  const of = (name) => request.get(`x-auth-request-${name}`) ?? "";
  if (!of("user")) return response.status(401).json({ success: false, message: "Sign in first." });
  const groups = of("groups").split(",").filter(Boolean).map(decodeURIComponent);
  request.user = { sub: of("user"), email: decodeURIComponent(of("email")), groups };
  next();
});

app.get("/", (request, response) => {
  const count = notes.get(request.user.sub)?.length ?? 0;
  response.send(`<!doctype html><html lang="en"><title>Notes</title><h1>Notes</h1><p>You have ${count}.</p></html>`);
});

app.get("/api/me", (request, response) => response.json(request.user));

app.post("/api/notes", express.json(), (request, response) => {
  const { sub } = request.user;
  notes.set(sub, [...(notes.get(sub) ?? []), String(request.body?.text ?? "").slice(0, 1000)]);
  response.status(201).json({ success: true, notes: notes.get(sub) });
});

app.get("/api/admin", (request, response) => {
  if (!request.user.groups.includes("admins")) {
    return response.status(403).json({ success: false, message: "This is for admins." });
  }
  response.json({ success: true, users: notes.size });
});

app.listen(Number(process.env.PORT), process.env.HOST);
