import { type ScriptedStore, type StoreCall, summarizeCall } from "@engenho/core/testing";

/** A call in short: `update Endpoints web`, `list Pod app=web`. */
export function callLine(call: StoreCall): string {
  const { verb, kind, name, object, listOptions } = call;
  if (verb !== "list") return `${summarizeCall(call)} ${name === "" ? object?.metadata.generateName : name}`;
  const labels = Object.entries(listOptions?.labelSelector?.matchLabels ?? {}).map(([key, value]) => `${key}=${value}`);
  return `list ${kind} ${listOptions?.namespace === undefined ? "everywhere" : labels.join() || "unselected"}`;
}

/** The calls so far without those for Events; clears them. */
export function takeCallLines(scripted: ScriptedStore): string[] {
  const lines = scripted.calls.filter(({ kind }) => kind !== "Event").map(callLine);
  scripted.forget();
  return lines;
}

/** The writes so far without those of Events; clears all calls. */
export function takeWriteLines(scripted: ScriptedStore): string[] {
  const lines = scripted.writes().map(callLine);
  scripted.forget();
  return lines;
}
