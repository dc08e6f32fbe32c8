// What the codes of the contract (section 6) and of the service say, in Japanese; the detail behind is in English.
import { language } from "./language";
import { Refusal } from "./service";

const SENTENCES: Record<string, string> = {
  INVALID_JSON: "JSON として読めません。",
  UNKNOWN_TYPE: "この種類の出来事はありません。",
  UNKNOWN_FIELD: "使えない項目があります。",
  MISSING_FIELD: "必要な項目がありません。",
  INVALID_FIELD: "項目の値が正しくありません。",
  INVALID_DATE: "日付が正しくありません。",
  ENCODING_ERROR: "文字コードが正しくありません。",
  ID_REUSED: "この識別子は別の内容で使われています。",
  CONCURRENT_CHANGE: "ほかの人が先に変更しました。最新の内容を確かめてください。",
  NOT_REGISTERED: "職員登録がありません。",
  ALREADY_REGISTERED: "すでに職員登録されています。",
  ALREADY_EMPLOYED: "すでに在職しています。",
  NOT_EMPLOYED: "その日には在職していません。",
  EVENTS_AFTER_SEPARATION: "退職日より後に出来事が記録されています。",
  UNKNOWN_RANK: "方針にない職位です。",
  UNKNOWN_JOB_FAMILY: "方針にない職種です。",
  UNKNOWN_REASON: "方針にない退職事由です。",
  UNKNOWN_AUTHORITY: "方針にない任命権者です。",
  GRADE_NOT_ALLOWED: "この職位に認められない級です。",
  NOT_A_PROMOTION: "今より上の職位ではありません。",
  NOT_A_DEMOTION: "今より下の職位ではありません。",
  NO_CHANGE: "今と同じで、何も変わりません。",
  ORG_UNIT_NOT_ACTIVE: "その日に存在しない所属です。",
  ORG_UNIT_OCCUPIED: "所属に職員が残ります。",
  ORG_UNIT_EXISTS: "すでに設置されている所属です。",
  ORG_UNIT_CYCLE: "上位の所属が循環します。",
  ALREADY_RECORDED: "すでに記録されています。訂正してください。",
  APPROVAL_MISSING: "もう一人の承認が必要です。",
  ABSENCE_OVERLAP: "すでに休務中です。",
  NOTHING_TO_END: "終わらせるもの、延ばすものがありません。",
  TERM_MISSING: "任期の満了日が必要です。",
  TERM_NOT_ALLOWED: "この任期は定められません。",
  TERM_CROSSES_FISCAL_YEAR: "任期が年度を越えています。",
  SAME_DAY_AMBIGUOUS: "同じ日に同じ種類の発令があり、順序が決まりません。",
  ALREADY_OPEN: "すでに始まっています。",
  RETRO_CONFLICT: "後の出来事と矛盾します。",
  UNKNOWN_TARGET: "対象の記録がありません。",
  CORRECTION_CHANGES_IDENTITY: "訂正や取消そのものは訂正できません。",
  ALREADY_VOID: "すでに取り消されています。",
  VOID_HAS_DEPENDENTS: "これを前提とする出来事があります。",
  PERIOD_CLOSED: "締めた期間の発令には承認が必要です。",
  TOO_FAR_AHEAD: "発令日が先すぎます。",
  POLICY_INVALID: "方針の文書が正しくありません。",
  POLICY_OVERLAP: "同じ施行日の方針がすでにあります。",
  PERSON_ERASED: "個人情報が消去された職員です。",
  AGGREGATE_INCONSISTENT: "集計の数が矛盾しています。",
  GROUP_TOO_SMALL: "人数が少なすぎて記録できません。",
  RECORDED_OUT_OF_ORDER: "記録日時の順序が正しくありません。",
  RETENTION_LOCKED: "保存期間中のため消去できません。",
  PROPOSER_GONE: "起案者に有効なトークンがありません。",
  UNDER_WAY: "同じ処理がすでに進行中です。",
  NOT_FOUND: "見つかりません。",
  BODY_TOO_LARGE: "送る内容が大きすぎます。",
  TOO_MANY_REQUESTS: "要求が多すぎます。少し待ってください。",
  TOO_MANY_STREAMS: "待ち受けが多すぎます。ほかの画面を閉じてください。",
  TOO_MANY_PROPOSALS: "承認待ちが多すぎます。",
  TOO_MANY_CONNECTIONS: "接続が多すぎます。少し待ってください。",
  IO_ERROR: "サービスが読み書きできません。管理者に知らせてください。",
  INTEGRITY_ERROR: "記録が壊れています。管理者に知らせてください。",
  USAGE: "条件が正しくありません。",
};

/** What is meant by USAGE, where people can see it. */
const USAGES: [RegExp, string][] = [
  [/^--known-at/, "認識時点は日付・日時・seq:番号で指定してください。"],
  [/^no policy is in effect/, "この日と認識時点には採用中の方針がありません。"],
  [/is not closed$/, "この期間は締められていません。"],
];

/** A refusal as one reads it: what it says, and the detail with the code. */
export function refusalText(refusal: Pick<Refusal, "code" | "message">): string {
  const detail = `${refusal.message} (${refusal.code})`;
  const usage = refusal.code === "USAGE" && USAGES.find(([pattern]) => pattern.test(refusal.message))?.[1];
  const sentence = usage || SENTENCES[refusal.code];
  return language.value === "ja" && sentence ? `${sentence} ${detail}` : detail;
}
