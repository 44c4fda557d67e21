import { describe, it } from "vitest";
import * as histories from "../../replicas/test/replica-properties.js";
import { World } from "./world.js";

const newWorld: histories.NewWorld = (options) => new World(options);

describe("invariants", () => {
  it("it converges: each ReplicationController has the desired number of active pods and reports it", () =>
    histories.settles(newWorld));

  it("a tick in a steady state writes nothing, not even after a restart", () => histories.isQuietWhenSettled(newWorld));

  it("no pod ever has two controllers, or changes its controller without having been released", () =>
    histories.keepsOneController(newWorld));

  it("it deletes only active pods that it controls, and never more than the surplus", () =>
    histories.deletesOnlyWhatIsTooMany(newWorld));
});
