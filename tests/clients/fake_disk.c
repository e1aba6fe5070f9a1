/*
 * A disk that forgets what was not synced, and that is full or broken when it is told: a library for LD_PRELOAD.
 *
 *   FAKE_DISK_DATABASE  a SQLite file. It and its -wal are watched; its -shm is watched for want of room only,
 *                       because nothing of it has to survive.
 *   FAKE_DISK_SHADOW    a folder. It is kept as a power loss would leave the folder of the database: writes are
 *                       remembered, and copied there when their fsync has succeeded, before the caller hears of it. A
 *                       new file is there under its name only once the folder has been synced as well. Whoever
 *                       starts a program puts copies of existing files there first.
 *   FAKE_DISK_TROUBLE   a file. While it exists, its first letter says what is wrong:
 *                         a  all writes to the watched files fail: the disk is full
 *                         g  writes that would make a watched file longer fail: the disk is full
 *                         s  syncs of the watched files fail: the disk is broken
 *
 * One process writes at a time, and whoever writes a range is the one who syncs it: that is how SQLite works.
 */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MOST_FILES 65536

enum kind { OTHER, DATABASE, LOG, INDEX, FOLDER };

static const char *const SUFFIX[] = { NULL, "", "-wal", "-shm" };

struct range {
    off_t from, to;
};

/* What is known of the database and of its log. */
struct watched {
    struct range *dirty;
    size_t count, room;
    int truncated;
    /* The name is on the disk: the folder was synced after the file was made. */
    int named;
};

static unsigned char kind_of[MOST_FILES];
static struct watched watched[3];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static const char *database, *shadow, *trouble;
static char folder[PATH_MAX];

static int (*real_open)(const char *, int, ...);
static int (*real_close)(int);
static ssize_t (*real_write)(int, const void *, size_t);
static ssize_t (*real_pwrite)(int, const void *, size_t, off_t);
static int (*real_ftruncate)(int, off_t);
static int (*real_fsync)(int);
static int (*real_fdatasync)(int);
static int (*real_unlink)(const char *);

static void die(const char *what)
{
    /* A test that goes on with a wrong shadow proves nothing. */
    fprintf(stderr, "fake_disk: %s: %s\n", what, strerror(errno));
    abort();
}

static void *next_of(const char *name)
{
    void *found = dlsym(RTLD_NEXT, name);
    if (!found)
        die(name);
    return found;
}

static void path_of(char *path, const char *in, enum kind kind, int named)
{
    const char *base = strrchr(database, '/') + 1;
    if (snprintf(path, PATH_MAX, "%s/%s%s%s", in, base, SUFFIX[kind], named ? "" : ".unnamed") >= PATH_MAX)
        die("a path is too long");
}

__attribute__((constructor)) static void begin(void)
{
    real_open = next_of("open64");
    real_close = next_of("close");
    real_write = next_of("write");
    real_pwrite = next_of("pwrite64");
    real_ftruncate = next_of("ftruncate64");
    real_fsync = next_of("fsync");
    real_fdatasync = next_of("fdatasync");
    real_unlink = next_of("unlink");
    database = getenv("FAKE_DISK_DATABASE");
    shadow = getenv("FAKE_DISK_SHADOW");
    trouble = getenv("FAKE_DISK_TROUBLE");
    if (!database || !strrchr(database, '/')) {
        database = NULL;
        return;
    }
    snprintf(folder, sizeof folder, "%.*s", (int)(strrchr(database, '/') - database), database);
    for (enum kind kind = DATABASE; shadow && kind <= LOG; kind++) {
        char path[PATH_MAX];
        path_of(path, shadow, kind, 1);
        watched[kind].named = access(path, F_OK) == 0;
    }
}

static char wrong(void)
{
    char letter = 0;
    int fd, before = errno;
    if (trouble && (fd = real_open(trouble, O_RDONLY | O_CLOEXEC)) >= 0) {
        if (read(fd, &letter, 1) != 1)
            letter = 0;
        real_close(fd);
    }
    errno = before;
    return letter;
}

static enum kind kind_of_path(const char *path)
{
    if (!database)
        return OTHER;
    if (strcmp(path, folder) == 0)
        return FOLDER;
    size_t length = strlen(database);
    if (strncmp(path, database, length) != 0)
        return OTHER;
    for (enum kind kind = DATABASE; kind <= INDEX; kind++)
        if (strcmp(path + length, SUFFIX[kind]) == 0)
            return kind;
    return OTHER;
}

static enum kind kind_of_fd(int fd)
{
    return fd >= 0 && fd < MOST_FILES ? kind_of[fd] : OTHER;
}

static int opened(const char *path, int flags, mode_t mode)
{
    enum kind kind = kind_of_path(path);
    int is_new = kind != OTHER && kind != FOLDER && (flags & O_CREAT) && access(path, F_OK) != 0;
    if (is_new && wrong() && wrong() != 's') {
        errno = ENOSPC;
        return -1;
    }
    int fd = real_open(path, flags, mode);
    if (fd >= MOST_FILES)
        die("too many files are open");
    if (fd >= 0)
        kind_of[fd] = kind;
    return fd;
}

#define OPEN(name)                                                                                                   \
    int name(const char *path, int flags, ...)                                                                       \
    {                                                                                                                \
        mode_t mode = 0;                                                                                             \
        if (flags & (O_CREAT | __O_TMPFILE)) {                                                                       \
            va_list more;                                                                                            \
            va_start(more, flags);                                                                                   \
            mode = va_arg(more, mode_t);                                                                             \
            va_end(more);                                                                                            \
        }                                                                                                            \
        return opened(path, flags, mode);                                                                            \
    }

OPEN(open)
OPEN(open64)

int close(int fd)
{
    if (fd >= 0 && fd < MOST_FILES)
        kind_of[fd] = OTHER;
    return real_close(fd);
}

static off_t size_of(int fd)
{
    struct stat found;
    if (fstat(fd, &found) != 0)
        die("fstat");
    return found.st_size;
}

/* Is there no room for this? */
static int is_full(int fd, off_t to)
{
    enum kind kind = kind_of_fd(fd);
    if (kind == OTHER || kind == FOLDER)
        return 0;
    char letter = wrong();
    return letter == 'a' || (letter == 'g' && to > size_of(fd));
}

static void remember(int fd, off_t from, off_t to)
{
    enum kind kind = kind_of_fd(fd);
    if (!shadow || (kind != DATABASE && kind != LOG) || to <= from)
        return;
    pthread_mutex_lock(&lock);
    struct watched *file = &watched[kind];
    if (file->count > 0 && file->dirty[file->count - 1].to == from) {
        file->dirty[file->count - 1].to = to;
    } else {
        if (file->count == file->room) {
            file->room = file->room ? file->room * 2 : 64;
            file->dirty = realloc(file->dirty, file->room * sizeof *file->dirty);
            if (!file->dirty)
                die("realloc");
        }
        file->dirty[file->count++] = (struct range){ from, to };
    }
    pthread_mutex_unlock(&lock);
}

static ssize_t written_at(int fd, const void *bytes, size_t length, off_t at)
{
    if (is_full(fd, at + (off_t)length)) {
        errno = ENOSPC;
        return -1;
    }
    ssize_t written = real_pwrite(fd, bytes, length, at);
    remember(fd, at, at + written);
    return written;
}

ssize_t pwrite(int fd, const void *bytes, size_t length, off_t at)
{
    return written_at(fd, bytes, length, at);
}

ssize_t pwrite64(int fd, const void *bytes, size_t length, off_t at)
{
    return written_at(fd, bytes, length, at);
}

ssize_t write(int fd, const void *bytes, size_t length)
{
    enum kind kind = kind_of_fd(fd);
    if (kind == OTHER || kind == FOLDER)
        return real_write(fd, bytes, length);
    off_t at = lseek(fd, 0, SEEK_CUR);
    if (is_full(fd, at + (off_t)length)) {
        errno = ENOSPC;
        return -1;
    }
    ssize_t written = real_write(fd, bytes, length);
    remember(fd, at, at + written);
    return written;
}

static int truncated_to(int fd, off_t size)
{
    if (is_full(fd, size)) {
        errno = ENOSPC;
        return -1;
    }
    int done = real_ftruncate(fd, size);
    enum kind kind = kind_of_fd(fd);
    if (done == 0 && (kind == DATABASE || kind == LOG)) {
        pthread_mutex_lock(&lock);
        watched[kind].truncated = 1;
        pthread_mutex_unlock(&lock);
    }
    return done;
}

int ftruncate(int fd, off_t size)
{
    return truncated_to(fd, size);
}

int ftruncate64(int fd, off_t size)
{
    return truncated_to(fd, size);
}

/* The synced ranges of a file, into its shadow. The lock is held. */
static void copy(int fd, enum kind kind)
{
    static char bytes[1 << 16];
    struct watched *file = &watched[kind];
    if (file->count == 0 && !file->truncated)
        return;
    char path[PATH_MAX];
    path_of(path, shadow, kind, file->named);
    int to = real_open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (to < 0)
        die(path);
    for (size_t number = 0; number < file->count; number++) {
        struct range range = file->dirty[number];
        while (range.from < range.to) {
            size_t left = range.to - range.from, length = left < sizeof bytes ? left : sizeof bytes;
            ssize_t got = pread(fd, bytes, length, range.from);
            if (got < 0)
                die("pread");
            if (got == 0)
                break; /* It was cut off again. */
            if (real_pwrite(to, bytes, got, range.from) != got)
                die("pwrite");
            range.from += got;
        }
    }
    if (file->truncated && real_ftruncate(to, size_of(fd)) != 0)
        die("ftruncate");
    real_close(to);
    file->count = 0;
    file->truncated = 0;
}

/* The folder was synced: new files keep their names from now on. The lock is held. */
static void name_files(void)
{
    for (enum kind kind = DATABASE; kind <= LOG; kind++) {
        char now[PATH_MAX], then[PATH_MAX];
        path_of(now, shadow, kind, 0);
        path_of(then, shadow, kind, 1);
        if (!watched[kind].named && access(now, F_OK) == 0) {
            if (rename(now, then) != 0)
                die("rename");
            watched[kind].named = 1;
        } else if (!watched[kind].named) {
            /* Still empty, and there under its name. */
            char real[PATH_MAX];
            path_of(real, folder, kind, 1);
            watched[kind].named = access(real, F_OK) == 0;
        }
    }
}

static int synced(int fd, int (*sync)(int))
{
    enum kind kind = kind_of_fd(fd);
    if (kind == OTHER)
        return sync(fd);
    if (wrong() == 's') {
        errno = EIO;
        return -1;
    }
    if (!shadow || kind == INDEX)
        return sync(fd);
    /* Held all the while: what is written meanwhile belongs to the next sync. */
    pthread_mutex_lock(&lock);
    int done = sync(fd);
    if (done == 0 && kind == FOLDER)
        name_files();
    else if (done == 0)
        copy(fd, kind);
    pthread_mutex_unlock(&lock);
    return done;
}

int fsync(int fd)
{
    return synced(fd, real_fsync);
}

int fdatasync(int fd)
{
    return synced(fd, real_fdatasync);
}

int unlink(const char *path)
{
    enum kind kind = kind_of_path(path);
    int done = real_unlink(path);
    if (done == 0 && shadow && (kind == DATABASE || kind == LOG)) {
        /* SQLite removes its log only when the database holds all of it: it may be gone at once. */
        char gone[PATH_MAX];
        pthread_mutex_lock(&lock);
        for (int named = 0; named <= 1; named++) {
            path_of(gone, shadow, kind, named);
            real_unlink(gone);
        }
        watched[kind].count = 0;
        watched[kind].truncated = 0;
        watched[kind].named = 0;
        pthread_mutex_unlock(&lock);
    }
    return done;
}
