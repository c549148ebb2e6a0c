$asynchronous_100 << END
1 3.672
10 3.762
30 3.902
100 4.691
300 6.762
1000 14.156
10000 110.324
END
$threaded_100 << END
1 0.895
10 1.055
30 1.836
100 3.922
300 10.898
1000 34.520
10000 332.902
END
$sequential_100 << END
1 0.840
END
set logscale xy
set grid
set xlabel 'requests at once'
set style line 1 linecolor rgb '#7a7a7a' pointtype 5 linewidth 2
set style line 2 linecolor rgb '#d95f02' pointtype 9 linewidth 2
set style line 3 linecolor rgb '#1b6ca8' pointtype 7 linewidth 2
set style line 4 linecolor rgb '#b0b0b0' dashtype 2
set key left top
set ylabel 'MiB for the run, kernel stacks included'
set title 'delay 100 ms'
plot $sequential_100 with linespoints linestyle 1 title 'sequential', \
  $threaded_100 with linespoints linestyle 2 title 'threaded', \
  $asynchronous_100 with linespoints linestyle 3 title 'asynchronous'
