import { describe, it } from "vitest";
import * as histories from "../../replicas/test/replica-properties.js";
import { World } from "./world.js";

const newWorld: histories.NewWorld = (options) => new World(options);

describe("whatever happens", () => {
  it("it settles: each ReplicationController has as many active pods as it asks for, and says so", () =>
    histories.settles(newWorld));

  it("a tick on a settled world writes nothing, also after a restart", () => histories.isQuietWhenSettled(newWorld));

  it("no pod ever has two controllers, or passes from one to another without having been nobody's", () =>
    histories.keepsOneController(newWorld));

  it("it deletes only active pods that it controls, and never more than are too many", () =>
    histories.deletesOnlyWhatIsTooMany(newWorld));
});
