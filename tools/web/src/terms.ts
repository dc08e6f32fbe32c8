// Words of the contract that no policy names: types of events, states, kinds (contract, sections 3 and 5).
import { Pair, said } from "./language";

const EVENTS: Record<string, Pair> = {
  PersonRegistered: ["職員登録", "Person registered"],
  PersonDetailsChanged: ["氏名等変更", "Person details changed"],
  Hired: ["採用", "Hired"],
  ProbationCompleted: ["正式採用", "Probation completed"],
  TermRenewed: ["任期更新", "Term renewed"],
  RetirementDeferred: ["勤務延長・役職定年特例", "Retirement deferred"],
  Promoted: ["昇任", "Promoted"],
  Demoted: ["降任", "Demoted"],
  GradeChanged: ["昇格・昇給", "Grade changed"],
  Transferred: ["異動", "Transferred"],
  AssignmentAdded: ["兼務・役割指定", "Assignment added"],
  AssignmentEnded: ["兼務解除等", "Assignment ended"],
  SecondmentStarted: ["派遣", "Secondment started"],
  SecondmentEnded: ["復帰", "Secondment ended"],
  WorkPatternChanged: ["勤務形態変更", "Work pattern changed"],
  AbsenceStarted: ["休務開始", "Absence started"],
  AbsenceExtended: ["休務更新・種別変更", "Absence extended"],
  AbsenceEnded: ["復職", "Absence ended"],
  FamilyEventRecorded: ["子の出生等", "Family event recorded"],
  DisciplineImposed: ["懲戒処分", "Discipline imposed"],
  ResignationTendered: ["退職願受理", "Resignation tendered"],
  ResignationWithdrawn: ["退職願撤回", "Resignation withdrawn"],
  Separated: ["退職・離職", "Separated"],
  TrainingCompleted: ["研修修了・資格取得", "Training completed"],
  AppraisalFinalized: ["人事評価確定", "Appraisal finalized"],
  CareerPreferenceDeclared: ["自己申告", "Career preference declared"],
  AttendanceRecorded: ["月次勤怠", "Attendance recorded"],
  PersonalDataErased: ["個人情報消去", "Personal data erased"],
  OrgUnitEstablished: ["組織設置", "Org unit established"],
  OrgUnitChanged: ["改称・移管", "Org unit changed"],
  OrgUnitAbolished: ["廃止", "Org unit abolished"],
  ExamRoundHeld: ["採用試験", "Exam round held"],
  SurveyTallied: ["調査集計", "Survey tallied"],
  TrainingSurveyTallied: ["研修アンケート集計", "Training survey tallied"],
  StressCheckTallied: ["ストレスチェック集計", "Stress check tallied"],
  AttendanceTallied: ["勤怠集計", "Attendance tallied"],
  WorkplaceTrainingFiled: ["様式1・2", "Workplace training filed"],
  MeasureProgressed: ["具体的取組", "Measure progressed"],
  BenchmarkPublished: ["外部比較値", "Benchmark published"],
  PolicyAdopted: ["方針採択", "Policy adopted"],
  PeriodClosed: ["締め", "Period closed"],
  EventCorrected: ["訂正", "Event corrected"],
  EventVoided: ["取消", "Event voided"],
};

const WORDS: Record<string, Pair> = {
  // status
  working: ["在職", "working"], absent: ["休務中", "absent"], seconded: ["派遣中", "seconded"],
  registered: ["登録のみ", "registered"], separated: ["退職", "separated"],
  // employment
  regular: ["正規", "regular"], fixed_term: ["任期付", "fixed term"], temporary: ["臨時", "temporary"],
  fiscal_year: ["会計年度任用（フルタイム）", "fiscal year"], fiscal_year_part: ["会計年度任用（パートタイム）", "fiscal year, part time"],
  reappointed: ["再任用", "reappointed"], reappointed_short: ["再任用短時間", "reappointed, short hours"],
  special_post: ["特別職", "special post"], seconded_in: ["派遣受入", "seconded in"],
  // absences
  sick_leave: ["病気休暇", "sick leave"], medical_suspension: ["病気休職", "medical suspension"],
  criminal_suspension: ["刑事休職", "criminal suspension"], maternity: ["産前産後休暇", "maternity"],
  childcare: ["育児休業", "childcare"], caregiving: ["介護休暇", "caregiving"],
  self_development: ["自己啓発等休業", "self-development"], spouse_accompany: ["配偶者同行休業", "accompanying a spouse"],
  disciplinary_suspension: ["停職", "disciplinary suspension"], union_duty: ["専従休職", "union duty"],
  mental: ["精神", "mental"], physical: ["身体", "physical"], injury: ["負傷", "injury"],
  // sexes, routes, assignments, training
  male: ["男性", "male"], female: ["女性", "female"], other: ["その他", "other"], unknown: ["不明", "unknown"],
  exam_university: ["大学卒程度試験", "university-level exam"], exam_high_school: ["高校卒程度試験", "high-school-level exam"],
  exam_other: ["その他の試験", "other exam"], mid_career: ["経験者採用", "mid-career"], selection: ["選考", "selection"],
  reappointment: ["再任用", "reappointment"],
  concurrent: ["兼務", "concurrent"], dual: ["併任", "dual"], acting: ["事務取扱", "acting"], mentor: ["メンター", "mentor"],
  mentee: ["メンティー", "mentee"], digital_leader: ["デジタルリーダー", "digital leader"],
  digital_specialist: ["デジタル専門", "digital specialist"], training_chief: ["職場研修総括者", "training chief"],
  training_responsible: ["職場研修責任者", "responsible for training"], training_manager: ["職場研修管理者", "training manager"],
  training_supervisor: ["職場研修監督者", "training supervisor"], custom: ["その他", "custom"],
  basic: ["基本研修", "basic"], special: ["特別研修", "special"], dispatch: ["派遣研修", "dispatch"],
  workplace: ["職場研修", "workplace"], self: ["自己啓発", "self"], qualification: ["資格", "qualification"],
  day: ["日勤", "day"], alternate: ["隔日", "alternate"], shift: ["交替", "shift"],
  // discipline, returns
  reprimand: ["戒告", "reprimand"], pay_cut: ["減給", "pay cut"], suspension: ["停職", "suspension"],
  ordinary: ["通常", "ordinary"], rehabilitation: ["リハビリ勤務", "rehabilitation"], none: ["なし", "none"],
  // causes
  clerical: ["誤記", "clerical error"], late_information: ["後日判明", "late information"], migration: ["移行", "migration"],
  rescinded: ["発令取消", "rescinded"], duplicate: ["重複", "duplicate"], wrong_person: ["対象者誤り", "wrong person"],
  not_started: ["辞退", "not started"],
};

export const eventName = (type: string): string => (EVENTS[type] ? said(EVENTS[type]) : type);
export const eventTypes = (): string[] => Object.keys(EVENTS);
/** A word as people say it; itself where there is none. */
export const word = (id: string | null | undefined): string => (id && WORDS[id] ? said(WORDS[id]) : (id ?? ""));
