import { ageOf, nameOf, object, since, text } from "@engenho/registry";
import { ageColumn, column, nameColumn, type Printer } from "../../../printing/printer.js";

const effect =
  "The effect of the taint on claims that do not tolerate the taint and through such claims on the pods using them. Valid effects are NoSchedule and NoExecute. PreferNoSchedule as used for nodes is not valid here.";
const timeAdded =
  "TimeAdded represents the time at which the taint was added. Added automatically during create or update if not set.";

/** resource.k8s.io/v1alpha3 DeviceTaintRule. */
export const deviceTaintRulePrinter: Printer = {
  columns: [
    nameColumn,
    column("Key", "string", "The taint key to be applied to a device. Must be a label name."),
    column("Value", "string", "The taint value corresponding to the taint key. Must be a label value."),
    column("Effect", "string", effect),
    column("TimeAdded", "string", timeAdded),
    ageColumn,
  ],
  cells(item, nowMs) {
    const { key, value, effect: said, timeAdded: added } = object(object(item.spec).taint);
    const age = typeof added === "string" ? since(added, nowMs) : "";
    return [nameOf(item), text(key), text(value), text(said), age, ageOf(item, nowMs)];
  },
};
