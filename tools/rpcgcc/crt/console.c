// SPDX-License-Identifier: LGPL-2.1-or-later
// <conio.h>: keys of the terminal, one by one, and text for it; lines and formats are in console_text.c. The terminal
// is as it was whenever nothing is read. Keys are what they are on Windows: 13 is Enter, 8 Backspace, and those without
// a character come as 0xE0 and a second value.
#include <fcntl.h>
#include <poll.h>
#include <termios.h>
#include <unistd.h>

#include "crt.h"

// Standard input when it is one, else the one of the process; -1 when it has none.
int rpccrt_terminal(void) {
    if (isatty(0)) return 0;
    static int opened = -1;
    int known = __atomic_load_n(&opened, __ATOMIC_ACQUIRE);
    if (known >= 0) return known;
    const int made = open("/dev/tty", O_RDWR | O_CLOEXEC);
    if (made < 0) return -1;
    if (__atomic_compare_exchange_n(&opened, &known, made, false, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE)) return made;
    close(made);
    return known;
}

static bool begin_keys(int tty, struct termios* before) {
    if (tty < 0 || tcgetattr(tty, before) != 0) return false;
    struct termios keys = *before;
    keys.c_lflag &= ~(tcflag_t)(ICANON | ECHO | ISIG | IEXTEN);
    keys.c_iflag &= ~(tcflag_t)(ICRNL | INLCR | IGNCR);
    keys.c_cc[VMIN] = 1;
    keys.c_cc[VTIME] = 0;
    return tcsetattr(tty, TCSANOW, &keys) == 0;
}

static bool is_ready(int tty, int limit) {
    struct pollfd wanted = {.fd = tty, .events = POLLIN};
    return poll(&wanted, 1, limit) == 1;
}

// Keys that were read and not yet given.
static __thread int queue[8];
static __thread int queued;

static int byte_of(int tty) {
    unsigned char byte;
    ssize_t size;
    do size = read(tty, &byte, 1);
    while (size < 0 && errno == EINTR);
    return size == 1 ? byte : EOF;
}

// What terminals send for a key: ESC [ and a letter, or a number and ~.
static int second_value(int letter, int number) {
    static const char kLetters[] = "ABCDHF", kValues[] = {72, 80, 77, 75, 71, 79};
    static const unsigned char kNumbers[] = {0, 71, 82, 83, 79, 73, 81};
    if (letter == '~') return number > 0 && number < 7 ? kNumbers[number] : 0;
    const char* const found = letter ? strchr(kLetters, letter) : NULL;
    return found ? kValues[found - kLetters] : 0;
}

static int after_escape(int tty) {
    // A person's Escape comes alone.
    if (!is_ready(tty, 25)) return 27;
    const int bracket = byte_of(tty);
    if (bracket != '[' && bracket != 'O') {
        if (bracket != EOF) queue[queued++] = bracket;
        return 27;
    }
    int number = 0, letter = byte_of(tty);
    while (letter >= '0' && letter <= '9') {
        number = number < 100 ? number * 10 + letter - '0' : number;
        letter = byte_of(tty);
    }
    const int value = second_value(letter, number);
    if (!value) return 0;
    queue[queued++] = value;
    return 0xE0;
}

int CRT(_ungetch)(int key) {
    if (key == EOF || queued == 8) return EOF;
    memmove(queue + 1, queue, (size_t)queued++ * sizeof *queue);
    return queue[0] = key;
}

int CRT(_getch)(void) {
    if (queued > 0) {
        const int key = queue[0];
        memmove(queue, queue + 1, (size_t)--queued * sizeof *queue);
        return key;
    }
    fflush(stdout);
    const int tty = rpccrt_terminal();
    struct termios before;
    if (!begin_keys(tty, &before)) return EOF;
    int key = byte_of(tty);
    if (key == 27) key = after_escape(tty);
    if (key == 127) key = 8;
    if (key == 10) key = 13;  // typed before this call, when the terminal was as it is
    tcsetattr(tty, TCSANOW, &before);
    return key;
}

int CRT(_kbhit)(void) {
    if (queued > 0) return 1;
    const int tty = rpccrt_terminal();
    struct termios before;
    if (!begin_keys(tty, &before)) return 0;
    const bool ready = is_ready(tty, 0);
    tcsetattr(tty, TCSANOW, &before);
    return ready;
}

bool rpccrt_say(const char* text, size_t size) {
    fflush(stdout);
    const int tty = rpccrt_terminal();
    return tty >= 0 && write(tty == 0 ? 1 : tty, text, size) == (ssize_t)size;
}

int CRT(_putch)(int key) {
    const char byte = (char)key;
    return rpccrt_say(&byte, 1) ? key : EOF;
}
int CRT(_getche)(void) {
    const int key = CRT(_getch)();
    if (key != EOF) CRT(_putch)(key);
    return key;
}
int CRT(_cputs)(const char* text) {
    if (!text) return rpccrt_invalid_1(EINVAL);
    return rpccrt_say(text, strlen(text)) ? 0 : -1;
}
int CRT(_cputws)(const wide* text) {
    char* const narrow = text ? rpccrt_to_8(text) : NULL;
    const int result = CRT(_cputs)(narrow);
    free(narrow);
    return result;
}
