// What forms gain where scripts run: passwords that can be shown, and passkeys.

for (const box of document.querySelectorAll(".password")) {
  const field = box.querySelector("input");
  const button = document.createElement("button");
  button.type = "button";
  button.className = "show";
  button.setAttribute("aria-controls", field.id);
  const tell = () => {
    const shown = field.type === "text";
    button.textContent = shown ? box.dataset.hide : box.dataset.show;
    button.ariaLabel = shown ? box.dataset.hideLabel : box.dataset.showLabel;
  };
  button.addEventListener("click", () => {
    field.type = field.type === "text" ? "password" : "text";
    tell();
    field.focus();
  });
  // A password manager stores what is sent as a password.
  field.form.addEventListener("submit", () => {
    field.type = "password";
  });
  tell();
  box.querySelector("label").after(button);
}

// Fills the form with what the browser makes of a passkey, and sends it.
for (const form of document.querySelectorAll("form[data-passkey]")) {
  const status = form.querySelector("[data-status]");
  form.addEventListener("submit", async (event) => {
    if (form.elements.credential.value) return;
    event.preventDefault();
    status.hidden = true;
    try {
      const options = JSON.parse(form.dataset.options);
      const credential = form.dataset.passkey === "create"
        ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) })
        : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
      form.elements.credential.value = JSON.stringify(credential.toJSON());
      form.submit();
    } catch {
      status.hidden = false;
    }
  });
}
