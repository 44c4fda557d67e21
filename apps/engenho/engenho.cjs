#!/usr/bin/env node
const { dirname, join } = require("node:path");

const manifest = require.resolve("@engenho/manager/package.json");
require(join(dirname(manifest), require(manifest).bin.engenho));
