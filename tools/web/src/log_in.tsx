// Asks for a token, and whether it counts.
import { useState } from "preact/hooks";

import { texts } from "./language";
import { OtherLanguage } from "./other_language";
import { Refused } from "./parts";
import { call, Refusal, target } from "./service";
import { Asker, asker, keepToken } from "./session";

const text = texts({
  token: ["トークン", "Token"],
  hint: [
    "管理者が `rireki token make` で発行します。このタブを閉じるかログアウトすると消えます。",
    "An administrator makes one with `rireki token make`. It is forgotten when you log out or close this tab.",
  ],
  enter: ["ログイン", "Log in"],
  wrong: [
    "このトークンは使えません（誤り、失効、期限切れ）。",
    "This token does not count: mistyped, revoked or expired.",
  ],
});

export function LogIn() {
  const [secret, setSecret] = useState("");
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [isBusy, setBusy] = useState(false);

  const enter = async (event: Event): Promise<void> => {
    event.preventDefault();
    setBusy(true);
    setRefusal(null);
    try {
      const told = await call(target("/me"), { headers: { Authorization: `Bearer ${secret.trim()}` } });
      asker.value = (await told.json()) as Asker;
      keepToken(secret.trim());
    } catch (error) {
      setRefusal(error as Refusal);
    }
    setBusy(false);
  };

  return (
    <main class="log-in">
      <h1>rireki 履歴</h1>
      <form onSubmit={enter}>
        <label for="token">{text.token}</label>
        <input
          id="token"
          type="password"
          autocomplete="off"
          required
          value={secret}
          aria-describedby="token-hint"
          onInput={(event) => setSecret(event.currentTarget.value)}
        />
        <p id="token-hint" class="ground">
          {text.hint}
        </p>
        <button type="submit" class="first" disabled={isBusy}>
          {text.enter}
        </button>
        {refusal &&
          (refusal.status === 401 ? (
            <p class="refused" role="alert">
              {text.wrong}
            </p>
          ) : (
            <Refused refusal={refusal} />
          ))}
      </form>
      <OtherLanguage />
    </main>
  );
}
