import { render } from "preact";

import { App } from "./app";
import "./style.css";

// On paper the tables stand below their charts.
addEventListener("beforeprint", () => document.querySelectorAll("details").forEach((one) => (one.open = true)));

render(<App />, document.getElementById("page") as HTMLElement);
