import { isSet, nameOf, object, text } from "@engenho/registry";
import { column, nameColumn, type Printer } from "../../../printing/printer.js";

const signerName = `signerName indicates the associated signer, if any.

In order to create or update a ClusterTrustBundle that sets signerName, you must have the following cluster-scoped permission: group=certificates.k8s.io resource=signers resourceName=<the signer name> verb=attest.

If signerName is not empty, then the ClusterTrustBundle object must be named with the signer name as a prefix (translating slashes to colons). For example, for the signer name \`example.com/foo\`, valid ClusterTrustBundle object names include \`example.com:foo:abc\` and \`example.com:foo:v1\`.

If signerName is empty, then the ClusterTrustBundle object's name must not have such a prefix.

List/watch requests for ClusterTrustBundles can filter on this field using a \`spec.signerName=NAME\` field selector.`;

/** ClusterTrustBundle of certificates.k8s.io. */
export const clusterTrustBundlePrinter: Printer = {
  columns: [nameColumn, column("SignerName", "string", signerName)],
  cells(item) {
    const spec = object(item.spec);
    return [nameOf(item), isSet(spec.signerName) ? text(spec.signerName) : "<none>"];
  },
};
