/* file: point.h: a point as programs have it */
#ifndef POINT_H
#define POINT_H

typedef struct _POINT_IN_MEMORY
{
    double dX;
    double dY;
    void *pvOwner;
} POINT_IN_MEMORY;

#endif
