import { ageOf, isSet, list, nameOf, object, text, texts } from "@engenho/registry";
import { ageColumn, column, documented, nameColumn, type Printer } from "../../printing/printer.js";

const specField = (field: string) => documented("storage.v1.CSIDriverSpec", field);

/** storage.k8s.io/v1 CSIDriver. */
export const csiDriverPrinter: Printer = {
  columns: [
    nameColumn,
    column("AttachRequired", "boolean", specField("attachRequired")),
    column("PodInfoOnMount", "boolean", specField("podInfoOnMount")),
    column("StorageCapacity", "boolean", specField("storageCapacity")),
    column("TokenRequests", "string", specField("tokenRequests")),
    column("RequiresRepublish", "boolean", specField("requiresRepublish")),
    column("Modes", "string", specField("volumeLifecycleModes")),
    ageColumn,
  ],
  cells(item, nowMs) {
    const spec = object(item.spec);
    const audiences = list(spec.tokenRequests).map(({ audience }) => text(audience));
    return [
      nameOf(item),
      spec.attachRequired !== false,
      spec.podInfoOnMount === true,
      spec.storageCapacity === true,
      isSet(spec.tokenRequests) ? audiences.join(",") : "<unset>",
      spec.requiresRepublish === true,
      texts(spec.volumeLifecycleModes).join(",") || "<none>",
      ageOf(item, nowMs),
    ];
  },
};
