// A person's state, as rosters, searches and histories give it (contract, section 5).
export interface PersonState {
  person: string;
  status: string;
  employment: string | null;
  unit: string | null;
  authority: string | null;
  post: string | null;
  rank: string | null;
  rank_class: string | null;
  manager: boolean | null;
  grade: number | null;
  step: number | null;
  job_family: string | null;
  sex: string | null;
  birth: string | null;
  age: number | null;
  name: string | null;
  kana?: string | null;
  hired: string | null;
  first_hired: string | null;
  service_years: number | null;
  rank_since: string | null;
  unit_since: string | null;
  term_end: string | null;
  work_pattern: string | null;
  absence: { kind: string; since: string } | null;
  secondment: { host?: string; since?: string } | null;
  assignments: { kind: string; unit?: string | null; label?: string | null }[];
  separated: { last_day: string; reason: string } | null;
}
