// The views, in the order of the menu; each is loaded when it is first shown.
import { ComponentType } from "preact";

import { Pair } from "./language";
import { Asker } from "./session";

export interface View {
  id: string;
  title: Pair;
  roles: Asker["role"][]; // who may ask the service for what it shows
  load: () => Promise<{ default: ComponentType }>;
}

const READERS: Asker["role"][] = ["auditor", "hr"];

export const VIEWS: View[] = [
  {
    id: "scorecard",
    title: ["指標", "Scorecard"],
    roles: [...READERS, "analyst"],
    load: () => import("./views/scorecard"),
  },
  { id: "staff", title: ["職員", "Staff"], roles: [...READERS, "analyst"], load: () => import("./views/staff") },
  {
    id: "turnover",
    title: ["退職・定着", "Turnover"],
    roles: [...READERS, "analyst"],
    load: () => import("./views/turnover"),
  },
  { id: "roster", title: ["名簿", "Roster"], roles: [...READERS, "manager"], load: () => import("./views/roster") },
  { id: "person", title: ["個人", "Person"], roles: [...READERS, "manager"], load: () => import("./views/person") },
  { id: "due", title: ["期限", "Due"], roles: [...READERS, "manager"], load: () => import("./views/due") },
  {
    id: "restatements",
    title: ["遡及修正", "Restatements"],
    roles: READERS,
    load: () => import("./views/restatements"),
  },
  { id: "log", title: ["記録", "Log"], roles: READERS, load: () => import("./views/log") },
  { id: "orders", title: ["発令", "Orders"], roles: ["hr"], load: () => import("./views/orders") },
  { id: "audit", title: ["監査", "Audit"], roles: ["auditor", "job"], load: () => import("./views/audit") },
  {
    id: "policy",
    title: ["方針", "Policy"],
    roles: [...READERS, "manager", "analyst", "admin"],
    load: () => import("./views/policy"),
  },
  { id: "tokens", title: ["トークン", "Tokens"], roles: ["admin"], load: () => import("./views/tokens") },
];
