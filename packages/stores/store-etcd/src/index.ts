export { createEtcdStore, type EtcdStore, type EtcdStoreOptions } from "./etcd-store.js";
