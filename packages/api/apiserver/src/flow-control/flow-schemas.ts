import type { FlowSchema, User } from "@engenho/core";
import type { ResponseHeaders } from "../http/exchange.js";
import type { RequestInfo } from "../request-info.js";
import { catchAllSchema, exemptSchema } from "./flow-objects.js";
import type { FlowStatistics } from "./flow-statistics.js";
import { compileSchema, type MatchesRequest } from "./match-schema.js";
import type { PriorityLevel } from "./priority-level.js";
import { dealHand, hashOfFlow } from "./shuffle-sharding.js";

/** A compiled FlowSchema. */
export interface FlowSchemaState {
  readonly name: string;
  /** The predicate for the requests of a user; undefined: none match. */
  readonly matchesOf: (user: User) => MatchesRequest | undefined;
  readonly level: PriorityLevel;
  readonly statistics: FlowStatistics;
  /** Headers with the UIDs of the objects, because only administrators may know their names. */
  readonly headers: ResponseHeaders;
  /** The hand of a request's flow: its queues. */
  handOf(request: { readonly user: User; readonly info: Pick<RequestInfo, "namespace"> }): readonly number[];
}

/** The maximum number of cached hands of a FlowSchema. */
const maxHands = 1000;
const noHand: readonly number[] = [];

/** The FlowSchemas whose priority level exists, including the mandatory ones, in the order of matching. */
export function orderedSchemas(
  schemas: readonly FlowSchema[],
  levels: ReadonlyMap<string, PriorityLevel>,
): readonly FlowSchema[] {
  const levelOf = ({ spec }: FlowSchema) => levels.get(spec?.priorityLevelConfiguration?.name ?? "");
  const usable = schemas.filter((schema) => levelOf(schema)?.undesired === false);
  const precedenceOf = ({ spec }: FlowSchema) => spec?.matchingPrecedence ?? 1000;
  const nameOf = ({ metadata }: FlowSchema) => metadata.name ?? "";
  usable.sort((a, b) => precedenceOf(a) - precedenceOf(b) || (nameOf(a) < nameOf(b) ? -1 : 1));
  const has = (name: string) => usable.some((schema) => nameOf(schema) === name);
  return [...(has("exempt") ? [] : [exemptSchema]), ...usable, ...(has("catch-all") ? [] : [catchAllSchema])];
}

/** Compiles a FlowSchema. */
export function flowSchemaState(schema: FlowSchema, level: PriorityLevel, statistics: FlowStatistics): FlowSchemaState {
  const { name = "", uid = "" } = schema.metadata as { readonly name?: string; readonly uid?: string };
  const method = schema.spec?.distinguisherMethod?.type;
  const { queues: deckSize, handSize } = level.plan;
  const hands = new Map<string, readonly number[]>();
  return {
    name,
    matchesOf: compileSchema(schema),
    level,
    statistics,
    headers: { "x-kubernetes-pf-prioritylevel-uid": level.uid, "x-kubernetes-pf-flowschema-uid": uid },
    handOf({ user, info }) {
      if (deckSize === 0) return noHand;
      const flow = method === "ByUser" ? user.name : method === "ByNamespace" ? info.namespace : "";
      let hand = hands.get(flow);
      if (hand === undefined) {
        // Upstream deals from 0 where there is one queue.
        hand = dealHand(deckSize > 1 ? hashOfFlow(name, flow) : 0n, { deckSize, handSize });
        if (hands.size >= maxHands) hands.clear();
        hands.set(flow, hand);
      }
      return hand;
    },
  };
}
