import type { Deployment, ReplicaSet, Stored } from "@engenho/core";
import { rollbackToAnnotation } from "./annotation-keys.js";
import { rolledBackAnnotations } from "./annotations.js";
import { lastRevision, parseInt64, revisionOf } from "./revision.js";
import { equalIgnoringHash, withoutHash } from "./template-equality.js";

/** The outcome of a rollback. The Deployment returned never has the rollback annotation. */
export interface Rollback {
  readonly deployment: Stored<Deployment>;
  /** The Event to record before the Deployment is written, if nothing is rolled back. */
  readonly warning?: RollbackEvent;
  /** The Event to record after the Deployment is written, if it is rolled back. */
  readonly success?: RollbackEvent;
}

/** Reason and message of an Event. */
export interface RollbackEvent {
  readonly reason: string;
  readonly message: string;
}

/** The revision to roll back to, 0 for the previous one; `undefined` without such an annotation (DEP-19). */
export function rollbackTo(deployment: Deployment): bigint | undefined {
  return parseInt64(deployment.metadata.annotations?.[rollbackToAnnotation] ?? "");
}

/** Plans a rollback, given all ReplicaSets of the Deployment, the new one last (upstream's rollback; DEP-95). */
export function planRollback(
  deployment: Stored<Deployment>,
  replicaSets: readonly ReplicaSet[],
  asked: bigint,
): Rollback {
  const cleared = withoutRollbackTo(deployment);
  const notFound = (message: string): Rollback => ({
    deployment: cleared,
    warning: { reason: "DeploymentRollbackRevisionNotFound", message },
  });
  const revision = asked === 0n ? lastRevision(replicaSets) : asked;
  if (revision === 0n) return notFound("Unable to find last revision.");
  const target = replicaSets.find((each) => revisionOf(each) === revision);
  const template = target?.spec?.template;
  if (target === undefined || template === undefined) return notFound("Unable to find the revision to rollback to.");

  const { name } = deployment.metadata;
  if (equalIgnoringHash(deployment.spec?.template, template)) {
    const message = `The rollback revision contains the same template as current deployment "${name}"`;
    return { deployment: cleared, warning: { reason: "DeploymentRollbackTemplateUnchanged", message } };
  }
  const annotations = rolledBackAnnotations(cleared, target);
  return {
    deployment: {
      ...cleared,
      metadata: { ...cleared.metadata, annotations },
      spec: { ...(cleared.spec as NonNullable<Deployment["spec"]>), template: withoutHash(template) },
    },
    success: {
      reason: "DeploymentRollback",
      message: `Rolled back deployment "${name}" to revision ${revision}`,
    },
  };
}

function withoutRollbackTo(deployment: Stored<Deployment>): Stored<Deployment> {
  const { [rollbackToAnnotation]: _asked, ...annotations } = deployment.metadata.annotations ?? {};
  return { ...deployment, metadata: { ...deployment.metadata, annotations } };
}
