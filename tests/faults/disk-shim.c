/*
 * Preloaded into a process whose disk is to fail (LD_PRELOAD). It watches the file whose name ends with store.mdb.
 *
 * ENGENHO_DISK_LOG: a file to which it appends what the process does, in order: a letter and three integers of 8 bytes (a number, an
 * offset, a length), and behind a W or an A that many bytes.
 *   W  a write begins; the number identifies it
 *   D  a write through a descriptor with O_DSYNC has returned: what it wrote is on the disk; its number
 *   S  a sync has returned: the writes up to this number are on the disk
 *   T  the file got this length
 *   A  what was written to standard output
 * ENGENHO_DISK_FAULT: a file of 5 integers of 4 bytes, which others change: which calls fail (1 writes, 2 syncs, 4 opens), how many of them
 * succeed before, how many fail then, with which errno; 0: half of the bytes are written. The last one counts those that have failed.
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
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

enum { WRITES = 1, SYNCS = 2, OPENS = 4, DESCRIPTORS = 65536 };

static unsigned char watched[DESCRIPTORS]; /* 1: the file, 2: with O_DSYNC */
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
  void *map = mmap(NULL, 5 * sizeof(int32_t), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  if (map != MAP_FAILED) fault = map;
}

static void note(char type, int64_t number, int64_t offset, int64_t length, const struct iovec *data, int count) {
  if (logFd < 0) return;
  char head[25];
  head[0] = type;
  memcpy(head + 1, &number, 8);
  memcpy(head + 9, &offset, 8);
  memcpy(head + 17, &length, 8);
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
static int failure(int kind) {
  if (fault == NULL || (fault[0] & kind) == 0) return -1;
  int result = -1;
  pthread_mutex_lock(&lock);
  if (fault[1] > 0) fault[1]--;
  else if (fault[2] > 0) {
    fault[2]--;
    fault[4]++;
    result = fault[3];
  }
  pthread_mutex_unlock(&lock);
  return result;
}

static int isWatched(int fd) { return fd >= 0 && fd < DESCRIPTORS ? watched[fd] : 0; }

static ssize_t writeAt(int fd, const struct iovec *data, int count, off_t offset) {
  int kind = isWatched(fd);
  if (!kind) return syscall(SYS_pwritev, fd, data, (long)count, (long)offset, 0L);
  int failed = failure(WRITES);
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
  note('W', number, offset, lengthOf(data, count), data, count);
  pthread_mutex_unlock(&lock);
  ssize_t written = syscall(SYS_pwritev, fd, data, (long)count, (long)offset, 0L);
  if (kind == 2) {
    pthread_mutex_lock(&lock);
    note('D', number, 0, 0, NULL, 0);
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
    note('A', 0, 0, written, &one, 1);
    pthread_mutex_unlock(&lock);
  }
  return written;
}

static int sync_(int fd, long call) {
  if (!isWatched(fd)) return syscall(call, fd);
  int failed = failure(SYNCS);
  if (failed > 0) {
    errno = failed;
    return -1;
  }
  pthread_mutex_lock(&lock);
  int64_t number = lastWrite;
  pthread_mutex_unlock(&lock);
  int result = syscall(call, fd);
  pthread_mutex_lock(&lock);
  note('S', number, 0, 0, NULL, 0);
  pthread_mutex_unlock(&lock);
  return result;
}

int fsync(int fd) { return sync_(fd, SYS_fsync); }
int fdatasync(int fd) { return sync_(fd, SYS_fdatasync); }

int ftruncate(int fd, off_t length) {
  if (isWatched(fd)) {
    pthread_mutex_lock(&lock);
    note('T', 0, 0, length, NULL, 0);
    pthread_mutex_unlock(&lock);
  }
  return syscall(SYS_ftruncate, fd, length);
}
int ftruncate64(int fd, off64_t length) { return ftruncate(fd, length); }

static int endsWith(const char *text, const char *end) {
  size_t length = strlen(text), endLength = strlen(end);
  return length >= endLength && strcmp(text + length - endLength, end) == 0;
}

static int openAs(int directory, const char *path, int flags, mode_t mode) {
  int isFile = endsWith(path, "store.mdb");
  if (isFile) {
    int failed = failure(OPENS);
    if (failed > 0) {
      errno = failed;
      return -1;
    }
  }
  int fd = syscall(SYS_openat, directory, path, flags, mode);
  /* Only as LMDB opens it: Node closes its own descriptors by system calls, which nobody sees here. */
  int isData = isFile && ((flags & O_ACCMODE) == O_RDWR || (flags & O_DSYNC) != 0);
  if (fd >= 0 && fd < DESCRIPTORS) watched[fd] = !isData ? 0 : (flags & O_DSYNC) != 0 ? 2 : 1;
  return fd;
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
