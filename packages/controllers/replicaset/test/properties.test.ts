import { describe, it } from "vitest";
import * as histories from "../../replicas/test/replica-properties.js";
import { World } from "./world.js";

const newWorld: histories.NewWorld = (options) => new World(options);

describe("whatever happens", () => {
  it("RS-30..RS-35: it settles: each ReplicaSet has as many active pods as it asks for, and says so", () =>
    histories.settles(newWorld));

  it("a tick on a settled world writes nothing, also after a restart", () => histories.isQuietWhenSettled(newWorld));

  it("RS-30: no pod ever has two controllers, or passes from one to another without having been nobody's", () =>
    histories.keepsOneController(newWorld));

  it("RS-43: it deletes only active pods that it controls, and never more than are too many", () =>
    histories.deletesOnlyWhatIsTooMany(newWorld));
});
