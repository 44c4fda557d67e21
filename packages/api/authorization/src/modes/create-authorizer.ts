import {
  type Clock,
  checkOptions,
  consoleLogger,
  type KubernetesObject,
  type Logger,
  type OptionRules,
  optionRules,
  type RandomSource,
  type Store,
  systemClock,
  systemRandom,
} from "@engenho/core";
import type { Authorizer } from "@engenho/registry";
import { AbacAuthorizer } from "../abac/abac-authorizer.js";
import type { AbacPolicy } from "../abac/parse-policies.js";
import { NodeAuthorizer } from "../node/node-authorizer.js";
import { RbacAuthorizer } from "../rbac/rbac-authorizer.js";
import { followStore } from "../store/follow-store.js";
import type { FollowingAuthorizer } from "../store/following-authorizer.js";
import { WebhookAuthorizer, type WebhookModeOptions } from "../webhook/webhook-authorizer.js";
import { alwaysAllow, alwaysDeny, privilegedUsers } from "./constant-authorizers.js";
import { Union } from "./union.js";

/** An authorization mode, by its name in `--authorization-mode`. */
export type AuthorizationMode = "AlwaysAllow" | "AlwaysDeny" | "ABAC" | "Webhook" | "RBAC" | "Node";

/** A webhook among the modes; there may be several. */
export interface ConfiguredWebhook {
  /** Its options. */
  readonly webhook: WebhookModeOptions;
}

/** All authorization modes. */
export const authorizationModes: readonly AuthorizationMode[] = [
  "AlwaysAllow",
  "AlwaysDeny",
  "ABAC",
  "Webhook",
  "RBAC",
  "Node",
];

/** Options of {@link createAuthorizer}. */
export interface AuthorizerOptions {
  /** The modes and webhooks in the order in which they are asked. At least one, each mode once. */
  readonly modes: readonly (AuthorizationMode | ConfiguredWebhook)[];
  /** The options of the mode `Webhook`; required for that mode. */
  readonly webhook?: WebhookModeOptions | undefined;
  /** The policies of the mode `ABAC`; required for that mode. */
  readonly policies?: readonly AbacPolicy[] | undefined;
  /** Default: the system clock. */
  readonly clock?: Clock | undefined;
  /** For the jitter of retries of webhooks. Default: the system's randomness. */
  readonly random?: RandomSource | undefined;
  /** Default: warnings and errors go to the console. */
  readonly logger?: Logger | undefined;
}

/** An authorizer that decides by the objects of a store. */
export interface StoreAuthorizer extends Authorizer {
  /**
   * Follows the store until the signal or until the store is closed; resolves then. Before `onReady` is called, and
   * after this resolves, the modes that need objects of the store refuse everybody but members of `system:masters`.
   * Never rejects.
   */
  run(store: Store, signal: AbortSignal, onReady?: () => void): Promise<void>;
  /**
   * Replaces the modes and webhooks. Throws RangeError, and changes nothing, if they include a mode Node, RBAC, ABAC or
   * Webhook that was not among those of the start.
   */
  reconfigure(modes: AuthorizerOptions["modes"]): void;
}

const rules: OptionRules<keyof AuthorizerOptions> = {
  modes: optionRules.required({
    expected: `a list of webhooks and of different modes among ${authorizationModes.join(", ")}`,
    accepts: (modes) => Array.isArray(modes) && areModes(modes),
  }),
  webhook: optionRules.object,
  policies: { expected: "a list of policies", accepts: Array.isArray },
  clock: optionRules.clock,
  random: optionRules.random,
  logger: optionRules.logger,
};

function areModes(modes: readonly unknown[]): boolean {
  const names = modes.filter((mode) => typeof mode === "string");
  return (
    modes.length > 0 &&
    new Set(names).size === names.length &&
    modes.every((mode) =>
      typeof mode === "object" && mode !== null
        ? Object.hasOwn(mode, "webhook")
        : authorizationModes.includes(mode as AuthorizationMode),
    )
  );
}

/**
 * An authorizer with these modes (upstream: pkg/kubeapiserver/authorizer): members of `system:masters` may do everything; then
 * the modes are asked in order, until one allows or denies. Throws TypeError for an invalid option.
 */
export function createAuthorizer(options: AuthorizerOptions): StoreAuthorizer {
  checkOptions("createAuthorizer", options, rules);
  for (const [mode, option] of [
    ["Webhook", "webhook"],
    ["ABAC", "policies"],
  ] as const) {
    if (options.modes.includes(mode) && options[option] === undefined) {
      throw new TypeError(`createAuthorizer: ${option} is missing: the mode ${mode} needs it`);
    }
  }
  return new ModeAuthorizer(options);
}

class ModeAuthorizer extends Union implements StoreAuthorizer {
  /** The authorizers of the start, which follow the store. */
  readonly #byMode: ReadonlyMap<AuthorizationMode, Authorizer>;
  readonly #following: readonly FollowingAuthorizer[];
  readonly #nodes: readonly NodeAuthorizer[];
  readonly #clock: Clock;
  readonly #random: RandomSource;
  readonly #logger: Logger;

  constructor(options: AuthorizerOptions) {
    const { modes, clock = systemClock, random = systemRandom, logger = consoleLogger } = options;
    super([]);
    this.#clock = clock;
    this.#random = random;
    this.#logger = logger;
    const named = modes.filter((mode) => typeof mode === "string");
    this.#byMode = new Map(named.map((mode) => [mode, authorizerOf(mode, { ...options, clock, random })]));
    const authorizers = [...this.#byMode.values()];
    this.#following = authorizers.filter(isFollowing);
    this.#nodes = authorizers.filter((one) => one instanceof NodeAuthorizer);
    this.reconfigure(modes);
  }

  reconfigure(modes: AuthorizerOptions["modes"]): void {
    const tools = { clock: this.#clock, random: this.#random };
    const authorizers = modes.map((mode) => {
      if (typeof mode === "object") return new WebhookAuthorizer(mode.webhook, tools);
      const known = this.#byMode.get(mode) ?? constants.get(mode);
      if (known !== undefined) return known;
      throw new RangeError(`authorizer type ${mode} is not allowed if it was not enabled at initial server startup`);
    });
    this.replace([privilegedUsers, ...authorizers]);
  }

  async run(store: Store, signal: AbortSignal, onReady?: () => void): Promise<void> {
    let unfilled = this.#following.length;
    const onFilled = () => {
      unfilled--;
      if (unfilled === 0) onReady?.();
    };
    if (unfilled === 0) onReady?.();
    const options = { clock: this.#clock, logger: this.#logger, signal, onFilled };
    for (const one of this.#nodes) one.attach(store);
    const following = this.#following.map((one) => followStore(store, one, { ...options, kinds: one.kinds }));
    await (following.length === 0 ? untilAborted(signal) : Promise.all(following));
    for (const one of this.#nodes) one.attach(undefined);
  }
}

const constants: ReadonlyMap<AuthorizationMode, Authorizer> = new Map([
  ["AlwaysAllow", alwaysAllow],
  ["AlwaysDeny", alwaysDeny],
]);

type Tools = AuthorizerOptions & { readonly clock: Clock; readonly random: RandomSource };

function authorizerOf(mode: AuthorizationMode, { webhook, policies = [], clock, random }: Tools): Authorizer {
  switch (mode) {
    case "AlwaysAllow":
      return alwaysAllow;
    case "AlwaysDeny":
      return alwaysDeny;
    case "ABAC":
      return new AbacAuthorizer(policies);
    case "Webhook":
      return new WebhookAuthorizer(webhook as WebhookModeOptions, { clock, random });
    case "RBAC":
      return new RbacAuthorizer() as FollowingAuthorizer<KubernetesObject> as Authorizer;
    case "Node":
      return new NodeAuthorizer();
  }
}

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}

function isFollowing(authorizer: Authorizer): authorizer is FollowingAuthorizer {
  return "kinds" in authorizer;
}
