export {
  createEtcdStore,
  type EtcdStore,
  type EtcdStoreOptions,
  type OpenEtcdBackend,
  openEtcdBackend,
} from "./etcd-store.js";
