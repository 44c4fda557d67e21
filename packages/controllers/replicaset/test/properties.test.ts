import { describe, it } from "vitest";
import * as histories from "../../replicas/test/replica-properties.js";
import { World } from "./world.js";

const newWorld: histories.NewWorld = (options) => new World(options);

describe("invariants", () => {
  it("RS-30..RS-35: it converges: each ReplicaSet has the desired number of active pods and reports it", () =>
    histories.settles(newWorld));

  it("a tick in a steady state writes nothing, not even after a restart", () => histories.isQuietWhenSettled(newWorld));

  it("RS-30: no pod ever has two controllers, or changes its controller without having been released", () =>
    histories.keepsOneController(newWorld));

  it("RS-43: it deletes only active pods that it controls, and never more than the surplus", () =>
    histories.deletesOnlyWhatIsTooMany(newWorld));
});
