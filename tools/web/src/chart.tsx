// Apache ECharts on a canvas, in the page's colours. Tooltips are drawn too: the page's content policy allows no styles
// inside of HTML.
import { BarChart, CustomChart, LineChart } from "echarts/charts";
import { GridComponent, LegendComponent, MarkLineComponent, TooltipComponent } from "echarts/components";
import * as echarts from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";
import type { EChartsCoreOption } from "echarts/core";
import { useLayoutEffect, useRef } from "preact/hooks";

import { isDark, isPrinting } from "./theme";

echarts.use([
  BarChart,
  LineChart,
  CustomChart,
  GridComponent,
  LegendComponent,
  MarkLineComponent,
  TooltipComponent,
  CanvasRenderer,
]);

const PAPER_PX = 660; // inside of the margins of A4

export type ChartOption = EChartsCoreOption;

/** Colours that differ in lightness as well, so that they also differ in print and to the colour-blind. */
const LIGHT_COLOURS = ["#1f5f99", "#d9822b", "#4c9f70", "#8e4a9e", "#b3434a", "#7a7a7a", "#c9a227", "#3aa6b9"];

const DARK_COLOURS = ["#6cb1ea", "#f0a95a", "#7ccb9c", "#c08fd0", "#ef8a90", "#b4b8bd", "#e3c55c", "#6fd0de"];

export const palette = (): string[] => (isDark.value ? DARK_COLOURS : LIGHT_COLOURS);

const textStyle = () => ({ color: isDark.value ? "#d7dde4" : "#26303a", fontFamily: "inherit" });
const lineColour = () => (isDark.value ? "#4a5763" : "#cfd6dd");

type Options = Record<string, unknown>;
const eachOf = (given: unknown, change: (one: Options) => Options): unknown =>
  Array.isArray(given) ? given.map(change) : given === undefined ? undefined : change(given as Options);

/** The library's own colours of axes and labels fit the light page alone. */
const axis = (one: Options): Options => ({
  ...one,
  axisLabel: { color: textStyle().color, ...(one["axisLabel"] as object | undefined) },
  axisLine: { lineStyle: { color: lineColour() } },
  splitLine: { lineStyle: { color: lineColour() } },
  nameTextStyle: { color: textStyle().color },
});
const series = (one: Options): Options =>
  one["label"] ? { ...one, label: { color: textStyle().color, ...(one["label"] as object) } } : one;

function complete(option: ChartOption): ChartOption {
  return {
    animation: false,
    color: palette(),
    textStyle: textStyle(),
    grid: { left: 48, right: 16, top: 32, bottom: 28, containLabel: true },
    ...option,
    xAxis: eachOf(option["xAxis"], axis),
    yAxis: eachOf(option["yAxis"], axis),
    series: eachOf(option["series"], series),
    tooltip: { renderMode: "richText", ...(option["tooltip"] as object | undefined) },
    legend: option["legend"] === undefined ? undefined : { textStyle: textStyle(), ...(option["legend"] as object) },
  };
}

/** `label` says to a screen reader what is drawn; `height` in pixels. */
export function Chart(props: { option: ChartOption; label: string; height?: number; onPick?: (name: string) => void }) {
  const place = useRef<HTMLDivElement>(null);
  const chart = useRef<echarts.ECharts | null>(null);
  const picked = useRef(props.onPick);
  picked.current = props.onPick;

  useLayoutEffect(() => {
    if (!place.current) return;
    chart.current = echarts.init(place.current, null, { renderer: "canvas" });
    chart.current.on("click", (event) => picked.current?.(String(event.name)));
    const observer = new ResizeObserver(() => !isPrinting.value && chart.current?.resize());
    observer.observe(place.current);
    return () => {
      observer.disconnect();
      chart.current?.dispose();
    };
  }, []);
  useLayoutEffect(() => chart.current?.resize({ width: isPrinting.value ? PAPER_PX : "auto" }), [isPrinting.value]);
  // Paper does not wait for the next frame.
  useLayoutEffect(() => {
    chart.current?.setOption(complete(props.option), { notMerge: true });
    if (isPrinting.value) chart.current?.getZr().flush();
  }, [props.option, isDark.value, isPrinting.value]);
  return (
    <div ref={place} class="chart" style={{ height: `${props.height ?? 280}px` }} role="img" aria-label={props.label} />
  );
}
