$asynchronous_10 << END
1 3.582
10 3.750
100 4.680
1000 13.969
END
$threaded_10 << END
1 0.730
10 1.180
100 4.332
1000 34.773
END
$sequential_10 << END
1 0.746
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
set title 'delay 10 ms'
plot $sequential_10 with linespoints linestyle 1 title 'sequential', \
  $threaded_10 with linespoints linestyle 2 title 'threaded', \
  $asynchronous_10 with linespoints linestyle 3 title 'asynchronous'
