#ifndef ALLOCATIONS_H
#define ALLOCATIONS_H

/// How many blocks of memory this thread has asked for since it began.
unsigned long allocations_of_this_thread(void);

#endif
