// Japanese and English, each a click from the other.
import { change } from "./address";
import { language } from "./language";

export function OtherLanguage() {
  const isJapanese = language.value === "ja";
  return (
    <button type="button" lang={isJapanese ? "en" : "ja"} onClick={() => change({ lang: isJapanese ? "en" : null })}>
      {isJapanese ? "English" : "日本語"}
    </button>
  );
}
