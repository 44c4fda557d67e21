// Required before the program: sends its parent, at the ready line, the files that have been loaded by then.
const write = process.stdout.write;
process.stdout.write = function (chunk, ...others) {
  if (String(chunk).startsWith("engenho is ready")) process.send(Object.keys(require.cache));
  return write.call(this, chunk, ...others);
};
