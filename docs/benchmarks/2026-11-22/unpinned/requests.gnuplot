$asynchronous_10 << END
1 96.1 96.1 96.5
10 927.2 909.0 934.7
100 7920.0 7769.8 8138.1
1000 16462.6 13482.3 16792.9
END
$threaded_10 << END
1 96.0 95.8 96.0
10 943.6 936.0 955.7
100 8402.0 8045.3 8662.1
1000 12466.0 11783.0 13031.1
END
$sequential_10 << END
1 97.8 97.0 98.0
END
$asynchronous_0 << END
1 18759.8 18489.4 18911.6
10 19089.4 16808.0 19113.9
100 21056.1 17911.3 21122.6
1000 15780.8 15670.8 16701.3
END
$threaded_0 << END
1 20971.8 20330.2 23480.6
10 23849.4 20952.2 25291.3
100 20915.8 20798.6 22400.3
1000 15011.4 13817.4 15833.0
END
$sequential_0 << END
1 24356.0 23820.0 24541.5
END
set logscale xy
set grid
set xlabel 'requests at once'
set style line 1 linecolor rgb '#7a7a7a' pointtype 5 linewidth 2
set style line 2 linecolor rgb '#d95f02' pointtype 9 linewidth 2
set style line 3 linecolor rgb '#1b6ca8' pointtype 7 linewidth 2
set style line 4 linecolor rgb '#b0b0b0' dashtype 2
set key right bottom
set ylabel 'requests/s'
set yrange [*:50583]
set multiplot layout 1,2
set title 'no delay'
plot $sequential_0 with yerrorlines linestyle 1 title 'sequential', \
  $threaded_0 with yerrorlines linestyle 2 title 'threaded', \
  $asynchronous_0 with yerrorlines linestyle 3 title 'asynchronous'
set title 'delay 10 ms'
plot $sequential_10 with yerrorlines linestyle 1 title 'sequential', \
  $threaded_10 with yerrorlines linestyle 2 title 'threaded', \
  $asynchronous_10 with yerrorlines linestyle 3 title 'asynchronous', \
  x * 1000.0 / 10 with lines linestyle 4 title 'ideal'
unset multiplot
