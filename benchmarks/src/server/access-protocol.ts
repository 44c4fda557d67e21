import type { Access } from "../client/api-client.js";

/** What the measuring server knows of its work since the previous report. */
export interface AccessReport {
  /** Requests that were authenticated. */
  readonly requests: number;
  /** In authentication, in microseconds. */
  readonly authenticationUs: number;
  /** In authorization, in microseconds. */
  readonly authorizationUs: number;
  /** In priority and fairness, in microseconds: the request's FlowSchema and seats. */
  readonly flowControlUs: number;
  /** In the admission plugins for webhooks and policies, of which there are none, in microseconds. */
  readonly admissionUs: number;
  /** The time for which the event loop was not idle, in microseconds. It is stretched by other processes just as the parts are. */
  readonly activeUs: number;
}

/** A command for the measuring server: bind the role `edit` to users in turn by bindings of these numbers, or report. */
export type AccessCommand =
  | { readonly type: "bind"; readonly users: number; readonly from: number; readonly to: number }
  | { readonly type: "report" };

/** Its response. */
export type AccessResult =
  | { readonly type: "ready"; readonly access: Access }
  | { readonly type: "bound" }
  | { readonly type: "reported"; readonly report: AccessReport }
  | { readonly type: "failed"; readonly message: string };
