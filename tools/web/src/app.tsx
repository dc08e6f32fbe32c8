// The frame: who is logged in, the clocks, the menu, and the view that the address names.
import { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";

import { FIRST_VIEW, link, view } from "./address";
import { Clocks } from "./clocks";
import { language, said, texts } from "./language";
import { LogIn } from "./log_in";
import { OtherLanguage } from "./other_language";
import { Loading, Refused } from "./parts";
import { call, Refusal, target } from "./service";
import { Asker, asker, logOut, token } from "./session";
import { View, VIEWS } from "./views";

const text = texts({
  skip: ["本文へ", "Skip to the content"],
  menu: ["画面", "Views"],
  logOut: ["ログアウト", "Log out"],
  noView: ["この画面はありません。メニューから選んでください。", "There is no such view. Choose one from the menu."],
  noViews: ["この役割の画面はありません。", "There are no views for your role."],
});

const viewsOf = (who: Asker): View[] => VIEWS.filter((one) => one.roles.includes(who.role));

/** The view that the address names, or the first one there is for this role. */
function viewShown(who: Asker): View | undefined {
  const allowed = viewsOf(who);
  const found = allowed.find((one) => one.id === view.value);
  return found ?? (view.value === FIRST_VIEW ? allowed[0] : undefined);
}

function Menu(props: { who: Asker; shown: View | undefined }) {
  return (
    <nav aria-label={text.menu}>
      {viewsOf(props.who).map((one) => (
        <a key={one.id} href={link(one.id)} aria-current={one === props.shown ? "page" : undefined}>
          {said(one.title)}
        </a>
      ))}
    </nav>
  );
}

function Loaded(props: { view: View }) {
  const [content, setContent] = useState<{ of: View; component: ComponentType } | null>(null);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  useEffect(() => {
    document.title = `${said(props.view.title)} – rireki`;
    props.view.load().then(
      (module) => setContent({ of: props.view, component: module.default }),
      () => setRefusal(new Refusal(0, "UNREACHABLE", "")),
    );
  }, [props.view, language.value]);
  if (refusal) return <Refused refusal={refusal} />;
  return content?.of === props.view ? <content.component /> : <Loading />;
}

function Frame(props: { who: Asker }) {
  const shown = viewShown(props.who);
  useEffect(() => {
    if (!shown) document.title = "rireki 履歴";
  }, [shown]);
  return (
    <>
      <a
        class="skip"
        href="#main"
        onClick={(event) => {
          event.preventDefault();
          document.getElementById("main")?.focus();
        }}
      >
        {text.skip}
      </a>
      <header class="top">
        <div class="bar">
          <a class="brand" href={link(FIRST_VIEW)}>
            rireki 履歴
          </a>
          <Menu who={props.who} shown={shown} />
          <span class="who">
            {props.who.owner} ({props.who.role}
            {props.who.unit && `, ${props.who.unit}`})
          </span>
          <OtherLanguage />
          <button type="button" onClick={logOut}>
            {text.logOut}
          </button>
        </div>
        <Clocks />
      </header>
      <main id="main" tabIndex={-1}>
        <h1 class="unseen">{shown ? said(shown.title) : "rireki"}</h1>
        {shown ? (
          <Loaded key={shown.id} view={shown} />
        ) : (
          <p class="nothing">{viewsOf(props.who).length ? text.noView : text.noViews}</p>
        )}
      </main>
    </>
  );
}

export function App() {
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  useEffect(() => {
    document.documentElement.lang = language.value;
  }, [language.value]);
  useEffect(() => {
    if (!token.value || asker.value) return;
    setRefusal(null);
    call(target("/me"))
      .then(async (told) => (asker.value = (await told.json()) as Asker))
      .catch(setRefusal);
  }, [token.value]);
  if (!token.value) return <LogIn />;
  if (asker.value) return <Frame who={asker.value} />;
  return <main>{refusal ? <Refused refusal={refusal} /> : <Loading />}</main>;
}
