/*
 * Preloaded into a process whose disk is to fail (LD_PRELOAD). It watches the files of a data directory: store.mdb and those of the journal.
 *
 * ENGENHO_DISK_LOG: a file to which it appends what the process does, in order: a letter and four integers of 8 bytes (the descriptor, a
 * number, an offset, a length), and behind a W, O, U or A that many bytes.
 *   O  a file is opened with this descriptor, and its name; the number is 1 if it is empty then
 *   W  a write begins; the number identifies it
 *   D  a write through a descriptor with O_DSYNC has returned: what it wrote is on the disk; its number
 *   S  a sync of the file has returned: the writes up to this number are on the disk
 *   T  the file got this length
 *   U  a file, by its name, is removed
 *   M  a sync of a directory has returned: files that were created and removed before are so on the disk
 *   A  what was written to standard output
 * ENGENHO_DISK_FAULT: a file of 6 integers of 4 bytes, which others change: which calls fail (1 writes, 2 syncs, 4 opens), how many of them
 * succeed before, how many fail then, with which errno (0: half of the bytes are written), of which files (1 store.mdb, 2 the journal). The
 * last one counts those that have failed.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

enum { WRITES = 1, SYNCS = 2, OPENS = 4, DATA = 1, JOURNAL = 2, SYNCHRONOUS = 4, DESCRIPTORS = 65536 };

static unsigned char watched[DESCRIPTORS]; /* DATA or JOURNAL, and SYNCHRONOUS with O_DSYNC */
static int logFd = -1;
static volatile int32_t *fault;
static int64_t lastWrite;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

__attribute__((constructor)) static void begin(void) {
  const char *path = getenv("ENGENHO_DISK_LOG");
  if (path != NULL) logFd = syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  path = getenv("ENGENHO_DISK_FAULT");
  if (path == NULL) return;
  int fd = syscall(SYS_openat, AT_FDCWD, path, O_RDWR | O_CLOEXEC, 0);
  void *map = mmap(NULL, 6 * sizeof(int32_t), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  if (map != MAP_FAILED) fault = map;
}

static void note(char type, int64_t fd, int64_t number, int64_t offset, int64_t length, const struct iovec *data, int count) {
  if (logFd < 0) return;
  int64_t fields[4] = {fd, number, offset, length};
  char head[33];
  head[0] = type;
  memcpy(head + 1, fields, sizeof fields);
  struct iovec all[1025];
  all[0].iov_base = head;
  all[0].iov_len = sizeof head;
  if (count > 1024) abort();
  for (int index = 0; index < count; index++) all[index + 1] = data[index];
  syscall(SYS_writev, logFd, all, (long)count + 1);
}

static int64_t lengthOf(const struct iovec *data, int count) {
  int64_t length = 0;
  for (int index = 0; index < count; index++) length += data[index].iov_len;
  return length;
}

/* The errno with which this call fails; 0: it writes half; -1: it does not fail. */
static int failure(int kind, int files) {
  if (fault == NULL || (fault[0] & kind) == 0 || (fault[4] & files) == 0) return -1;
  int result = -1;
  pthread_mutex_lock(&lock);
  if (fault[1] > 0) fault[1]--;
  else if (fault[2] > 0) {
    fault[2]--;
    fault[5]++;
    result = fault[3];
  }
  pthread_mutex_unlock(&lock);
  return result;
}

static int isWatched(int fd) { return fd >= 0 && fd < DESCRIPTORS ? watched[fd] : 0; }

static ssize_t writeAt(int fd, const struct iovec *data, int count, off_t offset) {
  int kind = isWatched(fd);
  if (!kind) return syscall(SYS_pwritev, fd, data, (long)count, (long)offset, 0L);
  int failed = failure(WRITES, kind);
  if (failed > 0) {
    errno = failed;
    return -1;
  }
  struct iovec half = data[0];
  if (failed == 0) {
    half.iov_len /= 2;
    data = &half;
    count = 1;
  }
  pthread_mutex_lock(&lock);
  int64_t number = ++lastWrite;
  note('W', fd, number, offset, lengthOf(data, count), data, count);
  pthread_mutex_unlock(&lock);
  ssize_t written = syscall(SYS_pwritev, fd, data, (long)count, (long)offset, 0L);
  if (kind & SYNCHRONOUS) {
    pthread_mutex_lock(&lock);
    note('D', fd, number, 0, 0, NULL, 0);
    pthread_mutex_unlock(&lock);
  }
  return written;
}

ssize_t pwritev(int fd, const struct iovec *data, int count, off_t offset) { return writeAt(fd, data, count, offset); }
ssize_t pwritev64(int fd, const struct iovec *data, int count, off64_t offset) { return writeAt(fd, data, count, offset); }

ssize_t pwrite(int fd, const void *bytes, size_t length, off_t offset) {
  struct iovec one = {(void *)bytes, length};
  return writeAt(fd, &one, 1, offset);
}
ssize_t pwrite64(int fd, const void *bytes, size_t length, off64_t offset) { return pwrite(fd, bytes, length, offset); }

ssize_t writev(int fd, const struct iovec *data, int count) {
  if (!isWatched(fd)) return syscall(SYS_writev, fd, data, (long)count);
  off_t offset = lseek(fd, 0, SEEK_CUR);
  ssize_t written = writeAt(fd, data, count, offset);
  if (written > 0) lseek(fd, offset + written, SEEK_SET);
  return written;
}

ssize_t write(int fd, const void *bytes, size_t length) {
  struct iovec one = {(void *)bytes, length};
  if (isWatched(fd)) return writev(fd, &one, 1);
  ssize_t written = syscall(SYS_write, fd, bytes, length);
  if (fd == 1 && written > 0) {
    one.iov_len = written;
    pthread_mutex_lock(&lock);
    note('A', fd, 0, 0, written, &one, 1);
    pthread_mutex_unlock(&lock);
  }
  return written;
}

static int isDirectory(int fd) {
  struct stat found;
  return fstat(fd, &found) == 0 && S_ISDIR(found.st_mode);
}

static int sync_(int fd, long call) {
  int kind = isWatched(fd);
  int failed = kind ? failure(SYNCS, kind) : -1;
  if (failed > 0) {
    errno = failed;
    return -1;
  }
  pthread_mutex_lock(&lock);
  int64_t number = lastWrite;
  pthread_mutex_unlock(&lock);
  int result = syscall(call, fd);
  pthread_mutex_lock(&lock);
  if (kind) note('S', fd, number, 0, 0, NULL, 0);
  else if (isDirectory(fd)) note('M', fd, 0, 0, 0, NULL, 0);
  pthread_mutex_unlock(&lock);
  return result;
}

int fsync(int fd) { return sync_(fd, SYS_fsync); }
int fdatasync(int fd) { return sync_(fd, SYS_fdatasync); }

int ftruncate(int fd, off_t length) {
  if (isWatched(fd)) {
    pthread_mutex_lock(&lock);
    note('T', fd, 0, 0, length, NULL, 0);
    pthread_mutex_unlock(&lock);
  }
  return syscall(SYS_ftruncate, fd, length);
}
int ftruncate64(int fd, off64_t length) { return ftruncate(fd, length); }

static const char *nameOf(const char *path) {
  const char *slash = strrchr(path, '/');
  return slash == NULL ? path : slash + 1;
}

static int filesOf(const char *name) {
  if (strcmp(name, "store.mdb") == 0) return DATA;
  return strncmp(name, "journal-", 8) == 0 ? JOURNAL : 0;
}

static void noteName(char type, int fd, int64_t number, const char *name) {
  struct iovec text = {(void *)name, strlen(name)};
  pthread_mutex_lock(&lock);
  note(type, fd, number, 0, text.iov_len, &text, 1);
  pthread_mutex_unlock(&lock);
}

static int openAs(int directory, const char *path, int flags, mode_t mode) {
  const char *name = nameOf(path);
  int files = filesOf(name);
  int failed = files ? failure(OPENS, files) : -1;
  if (failed > 0) {
    errno = failed;
    return -1;
  }
  int fd = syscall(SYS_openat, directory, path, flags, mode);
  if (fd < 0 || fd >= DESCRIPTORS) return fd;
  /* Only what writes, and closes by calls that are seen here, or does so to the end: Node closes by system calls. */
  int writes = files && ((flags & O_ACCMODE) == O_RDWR || (flags & O_DSYNC) != 0);
  watched[fd] = !writes ? 0 : files | ((flags & O_DSYNC) != 0 ? SYNCHRONOUS : 0);
  if (writes) {
    struct stat found;
    noteName('O', fd, fstat(fd, &found) == 0 && found.st_size == 0, name);
  }
  return fd;
}

int unlink(const char *path) {
  int result = syscall(SYS_unlink, path);
  const char *name = nameOf(path);
  if (result == 0 && filesOf(name)) noteName('U', -1, 0, name);
  return result;
}

#define OPEN(name)                                                                      \
  int name(const char *path, int flags, ...) {                                          \
    va_list more;                                                                       \
    va_start(more, flags);                                                              \
    mode_t mode = (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(more, mode_t) : 0;      \
    va_end(more);                                                                       \
    return openAs(AT_FDCWD, path, flags, mode);                                         \
  }
OPEN(open)
OPEN(open64)

int close(int fd) {
  if (isWatched(fd)) watched[fd] = 0;
  return syscall(SYS_close, fd);
}
